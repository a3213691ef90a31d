import { ExchangeError } from "../errors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { SessionGrant } from "../rest/models.js";
import type { AgentProfile } from "./agentProfile.js";
import type { Clock } from "./clock.js";
import { answer } from "./proofs.js";

const margin = 30_000;

/** A session that is obtained when it is needed and shared by all who ask meanwhile. */
export class SessionKeeper {
  readonly #clock: Clock;
  readonly #signIn: () => Promise<SessionGrant>;
  #grant: SessionGrant | null = null;
  #pending: Promise<SessionGrant> | null = null;

  constructor(clock: Clock, signIn: () => Promise<SessionGrant>) {
    this.#clock = clock;
    this.#signIn = signIn;
  }

  /** The session's credential, signing in where there is none or it is about to end. */
  async credential(): Promise<string> {
    if (this.#grant !== null && this.#grant.expiresAt - margin >= this.#clock.now()) return this.#grant.session;
    this.#pending ??= this.#signIn().finally(() => {
      this.#pending = null;
    });
    this.#grant = await this.#pending;
    return this.#grant.session;
  }

  /** Takes over a session that was obtained elsewhere. */
  use(grant: SessionGrant): void {
    this.#grant = grant;
  }

  /** Another session: the server has forgotten the one that there was. */
  renewed(): Promise<string> {
    this.#grant = null;
    return this.credential();
  }
}

/** The REST calls as an agent: with this device proven, or by API key alone. Sessions live in memory only. */
export class DeviceSessions {
  readonly #api: ExchangeApi;
  readonly #profile: AgentProfile;
  readonly #keeper: SessionKeeper;

  constructor(api: ExchangeApi, profile: AgentProfile, clock: Clock) {
    this.#api = api;
    this.#profile = profile;
    this.#keeper = new SessionKeeper(clock, async () => {
      const { device, server } = profile;
      const challenge = await api.owners.challenge();
      const proof = await answer(device.dsk, server, device.agent, device.device, challenge);
      return api.agents.signInDevice(device.agent, device.device, proof);
    });
  }

  /** Calls as the agent, with this device proven. */
  async asDevice(): Promise<ExchangeApi> {
    return this.#api.as(await this.#keeper.credential(), () => this.#keeper.renewed());
  }

  /** Calls with the agent's API key, which enrols devices and nothing else. */
  async asKey(): Promise<ExchangeApi> {
    const key = await this.#profile.apiKey();
    if (key === null) throw new ExchangeError("not-registered", "The agent has no API key here: register it first.");
    return this.#api.as(key);
  }
}
