import { ExchangeError } from "../errors.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import type { AgentId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import type { PendingSend } from "./pendingSend.js";

/**
 * The server does not have numbers that it had settled, since it was restored from a backup: asks it to go on with this
 * message's, and tells the application. False when the server will not, so that the message is to be given up.
 */
export async function moveMark(core: ClientCore, peer: AgentId, stuck: PendingSend): Promise<boolean> {
  // The tries begin anew: the server may lack the message's epoch as well.
  stuck.attempts = 0;
  const lastAccepted = stuck.sequence - 1;
  try {
    const api = await core.sessions.asDevice();
    await api.connections.moveSequence(core.profile.agent, peer, lastAccepted);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    if (error instanceof DeviceStoreError) core.fail(error);
    if (error.retryable || error instanceof DeviceStoreError) return true;
    stuck.refused = "out-of-order";
    return false;
  }
  stuck.isMarkMoved = true;
  core.options.onServerRestored(peer, lastAccepted);
  return true;
}
