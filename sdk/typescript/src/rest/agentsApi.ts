import type { AgentId, DeviceId } from "../wire/id.js";
import type { CallOptions, Http } from "./http.js";
import * as model from "./models.js";
import type { Proof } from "./ownersApi.js";
import { number, object } from "./shape.js";

const counted = object({ count: number });

/** A new identity key of an agent. */
export interface IdentityRotation {
  /** The old key names the new one. */
  readonly rotation: Uint8Array;
  /** The agent certificate of the new key. */
  readonly certificate: Uint8Array;
  /** The next device list, by the new key: the same devices. */
  readonly directory: Uint8Array;
  /** One for each active device, by the new key. */
  readonly deviceCertificates: readonly Uint8Array[];
}

/** Agents, their API keys, devices, published keys, and their mailbox over REST. */
export class AgentsApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Makes an agent of the signed-in owner. */
  register(
    agent: AgentId, displayName: string, certificate: Uint8Array, options?: CallOptions,
  ): Promise<model.AgentRegistered> {
    return this.#http.call("POST", "/v1/agents", { agent, displayName, certificate }, model.agentRegistered, options);
  }

  /** The owner's agents, oldest first. */
  list(options?: CallOptions): Promise<model.AgentInfo[]> {
    return this.#http.list("/v1/agents", model.agentInfo, options);
  }

  /** One agent. */
  get(agent: AgentId, options?: CallOptions): Promise<model.AgentInfo> {
    return this.#http.call("GET", of(agent), null, model.agentInfo, options);
  }

  /** Renames, freezes or unfreezes an agent. */
  change(
    agent: AgentId, change: { readonly displayName?: string; readonly frozen?: boolean }, options?: CallOptions,
  ): Promise<model.AgentInfo> {
    return this.#http.call("PATCH", of(agent), { ...change }, model.agentInfo, options);
  }

  /**
   * Deletes an agent for good, with its devices, keys, invites and connections. A repeat does no harm. An account needs
   * a sign-in of the last 5 minutes (`reauthenticate`).
   */
  remove(agent: AgentId, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", of(agent), null, options);
  }

  /** Another API key for the agent. */
  addKey(agent: AgentId, options?: CallOptions): Promise<model.KeyIssued> {
    return this.#http.call("POST", `${of(agent)}/keys`, null, model.keyIssued, options);
  }

  /** The agent's API keys, oldest first. */
  keys(agent: AgentId, options?: CallOptions): Promise<model.KeyInfo[]> {
    return this.#http.list(`${of(agent)}/keys`, model.keyInfo, options);
  }

  /** Replaces an API key; both work for `overlapSeconds` (0 to 604,800). */
  rotateKey(agent: AgentId, id: string, overlapSeconds: number, options?: CallOptions): Promise<model.KeyIssued> {
    const path = `${of(agent)}/keys/${encodeURIComponent(id)}/rotate`;
    return this.#http.call("POST", path, { overlapSeconds }, model.keyIssued, options);
  }

  /** Revokes an API key; what was opened with it closes within a second. */
  revokeKey(agent: AgentId, id: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `${of(agent)}/keys/${encodeURIComponent(id)}`, null, options);
  }

  /** A session by API key, without a device: 15 minutes. */
  signIn(options?: CallOptions): Promise<model.SessionGrant> {
    return this.#http.call("POST", "/v1/sessions/agent", null, model.sessionGrant, options);
  }

  /** A session with a proven device: 15 minutes. */
  signInDevice(agent: AgentId, device: DeviceId, proof: Proof, options?: CallOptions): Promise<model.SessionGrant> {
    return this.#http.call("POST", "/v1/sessions/device", { agent, device, ...proof }, model.sessionGrant, options);
  }

  /** A ticket that opens one socket within 30 seconds. */
  ticket(options?: CallOptions): Promise<model.Ticket> {
    return this.#http.call("POST", "/v1/tickets", null, model.ticket, options);
  }

  /** Enrols a device, or renews its certificate. With an API key it waits for the owner's approval. */
  enrolDevice(
    agent: AgentId, device: DeviceId, name: string, certificate: Uint8Array, options?: CallOptions,
  ): Promise<model.DeviceInfo> {
    return this.#http.call("POST", `${of(agent)}/devices`, { device, name, certificate }, model.deviceInfo, options);
  }

  /** Lets a device that waits for its owner speak for the agent. */
  approveDevice(agent: AgentId, device: DeviceId, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent)}/devices/${device}/approve`, null, options);
  }

  /** Revokes a device for ever. */
  revokeDevice(agent: AgentId, device: DeviceId, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `${of(agent)}/devices/${device}`, null, options);
  }

  /** Publishes a signed device list. */
  putDirectory(agent: AgentId, directory: Uint8Array, options?: CallOptions): Promise<void> {
    return this.#http.tell("PUT", `${of(agent)}/directory`, { directory }, options);
  }

  /** A new identity key of the agent that the old one signed (CXE1, 5.6), with all that it certifies. */
  rotate(agent: AgentId, rotation: IdentityRotation, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent)}/rotations`, { ...rotation }, options);
  }

  /** The agent's own published keys. */
  directory(agent: AgentId, options?: CallOptions): Promise<model.PeerKeys> {
    return this.#http.call("GET", `${of(agent)}/directory`, null, model.peerKeys, options);
  }

  /** Publishes the device's signed prekey. */
  putPrekey(agent: AgentId, device: DeviceId, prekey: Uint8Array, options?: CallOptions): Promise<void> {
    return this.#http.tell("PUT", `${of(agent)}/devices/${device}/prekey`, { prekey }, options);
  }

  /** Adds one-time prekeys (1 to 100) and tells how many there are now. */
  async addOneTimePrekeys(
    agent: AgentId, device: DeviceId, prekeys: readonly Uint8Array[], options?: CallOptions,
  ): Promise<number> {
    const path = `${of(agent)}/devices/${device}/one-time-prekeys`;
    return (await this.#http.call("POST", path, { prekeys }, counted, options)).count;
  }

  /** How many one-time prekeys of the device there are. */
  async countOneTimePrekeys(agent: AgentId, device: DeviceId, options?: CallOptions): Promise<number> {
    const path = `${of(agent)}/devices/${device}/one-time-prekeys`;
    return (await this.#http.call("GET", path, null, counted, options)).count;
  }

  /** Sends a sealed message without a socket. A refusal is a `ProblemError` whose code is the status. */
  send(
    agent: AgentId, envelope: Uint8Array, lineage: Uint8Array | null, options?: CallOptions,
  ): Promise<model.SendAnswer> {
    const body = { envelope, ...(lineage === null || lineage.length === 0 ? {} : { lineage }) };
    return this.#http.call("POST", `${of(agent)}/messages`, body, model.sendAnswer, options);
  }

  /** Entries behind a mailbox sequence; waits up to `wait` seconds (0 to 50) for the first. */
  mailbox(
    agent: AgentId, after: number, limit: number, wait: number, options?: CallOptions,
  ): Promise<model.MailboxPage> {
    return this.#http.call(
      "GET", `${of(agent)}/mailbox?after=${after}&limit=${limit}&wait=${wait}`, null, model.mailboxPage, options);
  }

  /** Moves the device's durable cursor. */
  acknowledge(agent: AgentId, sequence: number, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent)}/mailbox/ack`, { sequence }, options);
  }
}

function of(agent: AgentId): string {
  return `/v1/agents/${agent}`;
}
