import { AccountApi } from "./accountApi.js";
import { AgentsApi } from "./agentsApi.js";
import { watchActivity, type Activity } from "./activity.js";
import { ClusterApi } from "./clusterApi.js";
import { ConnectionsApi } from "./connectionsApi.js";
import { ProblemError } from "./errors.js";
import { Http, type CallOptions, type Fetch } from "./http.js";
import { OwnersApi } from "./ownersApi.js";
import { SignInApi } from "./signInApi.js";

/**
 * The REST calls of one server (exchange-v1, section 4). It knows no keys: proofs, certificates and signed records are
 * given to it, and what it returns is checked by whoever uses it. Refusals are thrown as `ProblemError`, a missing
 * answer as `UnreachableError`, one that is not understood as `AnswerError`.
 */
export class ExchangeApi {
  /** The server's origin. */
  readonly server: string;
  readonly owners: OwnersApi;
  readonly agents: AgentsApi;
  readonly connections: ConnectionsApi;
  readonly cluster: ClusterApi;
  readonly signIn: SignInApi;
  readonly account: AccountApi;
  readonly #http: Http;

  /**
   * Calls without a credential; see `as`.
   * @param server Scheme, host and port, for example `http://localhost:8080`.
   * @param fetch The transport; the platform's by default.
   */
  constructor(server: string, fetch: Fetch = (input, init) => globalThis.fetch(input, init), http?: Http) {
    this.#http = http ?? new Http(server, fetch, null);
    this.server = this.#http.server;
    this.owners = new OwnersApi(this.#http);
    this.agents = new AgentsApi(this.#http);
    this.connections = new ConnectionsApi(this.#http);
    this.cluster = new ClusterApi(this.#http);
    this.signIn = new SignInApi(this.#http);
    this.account = new AccountApi(this.#http);
  }

  /**
   * The same calls with a bearer credential.
   * @param renew Obtains another one when the server no longer knows this one; the call is then made once more.
   */
  as(credential: string, renew: (() => Promise<string>) | null = null): ExchangeApi {
    return new ExchangeApi(this.server, undefined, this.#http.as(credential, renew));
  }

  /** Whether the server says that it is ready. */
  async isReady(options?: CallOptions): Promise<boolean> {
    try {
      await this.#http.tell("GET", "/health/ready", null, options);
      return true;
    } catch (error) {
      if (error instanceof ProblemError) return false;
      throw error;
    }
  }

  /** The signed-in owner's activity as it happens. */
  activity(options?: CallOptions): AsyncGenerator<Activity, void, void> {
    return watchActivity(this.#http, options);
  }
}
