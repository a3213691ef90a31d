import { ExchangeError } from "../errors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { AgentId } from "../wire/id.js";

/**
 * Stops a connection on this side's behalf when something was forged or altered: nothing more flows until this side's
 * owner has looked at it, and both owners are told. It says so once for each reason.
 */
export class ConnectionGuard {
  readonly #agent: AgentId;
  readonly #asDevice: () => Promise<ExchangeApi>;
  readonly #suspended: (peer: AgentId, reason: string) => void;
  readonly #told = new Set<string>();

  /** @param suspended Told when the server has stopped a connection. */
  constructor(
    agent: AgentId, asDevice: () => Promise<ExchangeApi>, suspended: (peer: AgentId, reason: string) => void) {
    this.#agent = agent;
    this.#asDevice = asDevice;
    this.#suspended = suspended;
  }

  /**
   * Asks the server to suspend; an unreachable or unwilling one is asked again at the next finding, never waited for.
   * @param reason A stable code of a-z, 0-9 and -.
   */
  async suspend(peer: AgentId, reason: string): Promise<void> {
    const told = `${peer} ${reason}`;
    if (this.#told.has(told)) return;
    this.#told.add(told);
    try {
      await (await this.#asDevice()).connections.suspend(this.#agent, peer, reason);
      this.#suspended(peer, reason);
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      // A server that lies may refuse this too; what was found is refused here all the same.
      this.#told.delete(told);
    }
  }

  /** The owner has decided: the next finding is told again. */
  forget(peer: AgentId): void {
    for (const told of this.#told) if (told.startsWith(peer)) this.#told.delete(told);
  }
}
