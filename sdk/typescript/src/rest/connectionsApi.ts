import { fromHex } from "../crypto/bytes.js";
import type { AgentId } from "../wire/id.js";
import { toBase64Url } from "../wire/base64url.js";
import { maxPage } from "../wire/limits.js";
import type { CallOptions, Http } from "./http.js";
import * as model from "./models.js";
import { bytes, list, object } from "./shape.js";

/** What an invite offers. */
export interface InviteRequest {
  readonly terms: model.Terms;
  /** The signed offer (CXE1, 6.1) that says the same as `terms`. */
  readonly offer: Uint8Array;
  readonly policy?: model.Policy;
  /** At most 30 days; 72 hours by default. */
  readonly expiresInSeconds?: number;
  /** Only this agent may accept. */
  readonly boundTo?: AgentId;
  /** Only an owner with this address may accept. */
  readonly boundEmail?: string;
}

const handedOut = object({ prekeys: list(bytes) });

/** Invites, connections, contracts, peers' keys, epochs and conversations of one agent. */
export class ConnectionsApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Makes a single-use invite; the link adds what no server sees. */
  createInvite(agent: AgentId, request: InviteRequest, options?: CallOptions): Promise<model.InviteIssued> {
    return this.#http.call("POST", `/v1/agents/${agent}/invites`, { ...request }, model.inviteIssued, options);
  }

  /** The agent's invites, newest first. */
  invites(agent: AgentId, options?: CallOptions): Promise<model.InviteInfo[]> {
    return this.#http.list(`/v1/agents/${agent}/invites`, model.inviteInfo, options);
  }

  /** Withdraws an invite that nobody accepted. */
  revokeInvite(agent: AgentId, id: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `/v1/agents/${agent}/invites/${encodeURIComponent(id)}`, null, options);
  }

  /** What an invite offers, without accepting it. */
  previewInvite(agent: AgentId, code: string, options?: CallOptions): Promise<model.InvitePreview> {
    return this.#http.call("POST", `/v1/agents/${agent}/invites/preview`, { code }, model.invitePreview, options);
  }

  /** Accepts an invite under own signed terms. */
  acceptInvite(
    agent: AgentId,
    acceptance: {
      readonly code: string; readonly terms: model.Terms; readonly signedTerms: Uint8Array;
      readonly acceptance: Uint8Array;
    },
    options?: CallOptions,
  ): Promise<model.ConnectionInfo> {
    return this.#http.call(
      "POST", `/v1/agents/${agent}/invites/accept`, { ...acceptance }, model.connectionInfo, options);
  }

  /** The agent's connections, ended ones included, oldest first. */
  list(agent: AgentId, options?: CallOptions): Promise<model.ConnectionInfo[]> {
    return this.#http.list(`/v1/agents/${agent}/connections`, model.connectionInfo, options);
  }

  /** The connection with one peer. */
  get(agent: AgentId, peer: AgentId, options?: CallOptions): Promise<model.ConnectionInfo> {
    return this.#http.call("GET", of(agent, peer), null, model.connectionInfo, options);
  }

  /** Ends a connection; what was accepted is still delivered. */
  remove(agent: AgentId, peer: AgentId, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", of(agent, peer), null, options);
  }

  /** Blocks, unblocks, freezes or unfreezes a connection. */
  change(
    agent: AgentId, peer: AgentId, change: "block" | "unblock" | "freeze" | "unfreeze", options?: CallOptions,
  ): Promise<void> {
    return this.#http.tell("POST", `${of(agent, peer)}/${change}`, null, options);
  }

  /** Stops a connection because something does not hold; only this side's owner can unfreeze it. */
  suspend(agent: AgentId, peer: AgentId, reason: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent, peer)}/suspend`, { reason }, options);
  }

  /**
   * A page of both sides' signed terms: at most 128 of each, oldest first.
   * @param from Hashes of the records with which the page begins; the oldest of a side where none is named.
   */
  terms(
    agent: AgentId, peer: AgentId, from: model.TermsStart = {}, options?: CallOptions,
  ): Promise<model.TermsHistory> {
    const query = Object.entries(from).map(([side, hash]) => `${side}From=${toBase64Url(fromHex(hash))}`).join("&");
    const path = `${of(agent, peer)}/terms${query === "" ? "" : `?${query}`}`;
    return this.#http.call("GET", path, null, model.termsHistory, options);
  }

  /** Replaces the own side's terms. `stale-version`: somebody changed them meanwhile. */
  putTerms(
    agent: AgentId, peer: AgentId, terms: model.Terms, signedTerms: Uint8Array, options?: CallOptions,
  ): Promise<model.ConnectionInfo> {
    return this.#http.call("PUT", `${of(agent, peer)}/terms`, { terms, signedTerms }, model.connectionInfo, options);
  }

  /** Replaces the connection's policy. */
  putPolicy(
    agent: AgentId, peer: AgentId, policy: model.Policy, options?: CallOptions,
  ): Promise<model.ConnectionInfo> {
    return this.#http.call("PUT", `${of(agent, peer)}/policy`, { ...policy }, model.connectionInfo, options);
  }

  /** The peer's published keys. */
  keys(agent: AgentId, peer: AgentId, options?: CallOptions): Promise<model.PeerKeys> {
    return this.#http.call("GET", `${of(agent, peer)}/keys`, null, model.peerKeys, options);
  }

  /** Of each device of the peer one one-time prekey, as long as there are any; at most 30 calls an hour. */
  async takePrekeys(agent: AgentId, peer: AgentId, options?: CallOptions): Promise<readonly Uint8Array[]> {
    return (await this.#http.call("POST", `${of(agent, peer)}/prekeys`, null, handedOut, options)).prekeys;
  }

  /** Tells the peer that one of its epochs or messages cannot be read here; at most 60 an hour. */
  nack(agent: AgentId, peer: AgentId, nack: Uint8Array, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent, peer)}/nacks`, { nack }, options);
  }

  /**
   * This device's next message to the peer is the one after `sequence`, 1 to 2^32; only forward. For a server that was
   * restored from a backup without messages that it had accepted.
   */
  moveSequence(agent: AgentId, peer: AgentId, sequence: number, options?: CallOptions): Promise<void> {
    return this.#http.tell("PUT", `${of(agent, peer)}/sequence`, { sequence }, options);
  }

  /** Opens old epochs for devices of the own agent: 1 to 100 records of CXE1, 6.5. */
  rewrap(agent: AgentId, peer: AgentId, rewraps: readonly Uint8Array[], options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent, peer)}/rewraps`, { rewraps }, options);
  }

  /** Publishes an epoch record without a socket. */
  publishEpoch(agent: AgentId, peer: AgentId, record: Uint8Array, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", `${of(agent, peer)}/epochs`, { record }, options);
  }

  /** An epoch record by its hash, 32 bytes. */
  epoch(agent: AgentId, peer: AgentId, hash: Uint8Array, options?: CallOptions): Promise<model.EpochAnswer> {
    return this.#http.call("GET", `${of(agent, peer)}/epochs/${toBase64Url(hash)}`, null, model.epochAnswer, options);
  }

  /** The conversation in the server's order. */
  messages(agent: AgentId, peer: AgentId, options?: CallOptions): Promise<model.Entry[]> {
    return this.#http.list(`${of(agent, peer)}/messages`, model.entry, options);
  }

  /**
   * A page of the conversation, at most 200 entries.
   * @param after `next` or `last` of the page before; null for the start.
   */
  messagesPage(agent: AgentId, peer: AgentId, after: string | null, options?: CallOptions): Promise<model.EntryPage> {
    const cursor = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const path = `${of(agent, peer)}/messages?limit=${maxPage}${cursor}`;
    return this.#http.call("GET", path, null, model.entryPage, options);
  }

  /**
   * A page of the conversation read from its end, in the server's order.
   * @param before `previous` of the page behind it; null for the newest page.
   * @param limit 1 to 200 entries.
   */
  messagesBefore(
    agent: AgentId, peer: AgentId, before: string | null, limit: number = maxPage, options?: CallOptions,
  ): Promise<model.EntryPage> {
    const path = `${of(agent, peer)}/messages?limit=${limit}&before=${encodeURIComponent(before ?? "end")}`;
    return this.#http.call("GET", path, null, model.entryPage, options);
  }

  /** How a message of this device was settled. */
  receipt(agent: AgentId, peer: AgentId, sequence: number, options?: CallOptions): Promise<model.ReceiptInfo> {
    return this.#http.call("GET", `${of(agent, peer)}/receipts/${sequence}`, null, model.receiptInfo, options);
  }
}

function of(agent: AgentId, peer: AgentId): string {
  return `/v1/agents/${agent}/connections/${peer}`;
}
