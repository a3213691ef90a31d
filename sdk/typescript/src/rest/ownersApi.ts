import type { AgentId, OwnerId } from "../wire/id.js";
import type { CallOptions, Http } from "./http.js";
import { maxPage } from "../wire/limits.js";
import * as model from "./models.js";
import { bytes, object, type Read } from "./shape.js";

/** A proof: CXE1's `connect` body over the server's origin. */
export interface Proof {
  /** From `challenge()`. */
  readonly nonce: Uint8Array;
  /** Unix milliseconds, at most 60 seconds ahead by the server's clock. */
  readonly expiry: number;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

const certificate = object({ certificate: bytes });

/** Owners, their sessions, viewers, approvals and the audit chain. */
export class OwnersApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** A nonce for one proof, good for 60 seconds. */
  challenge(options?: CallOptions): Promise<model.Challenge> {
    return this.#http.call("POST", "/v1/challenges", null, model.challenge, options);
  }

  /** Makes a new owner. `bootstrap` is the one-time code that makes the first owner an operator. */
  register(
    owner: OwnerId, displayName: string, identityKey: Uint8Array, proof: Proof,
    more: { readonly email?: string | undefined; readonly bootstrap?: string | undefined } = {}, options?: CallOptions,
  ): Promise<model.OwnerRegistered> {
    const body = { owner, displayName, identityKey, ...proof, ...more };
    return this.#http.call("POST", "/v1/owners", body, model.ownerRegistered, options);
  }

  /** An owner's session. */
  signIn(owner: OwnerId, proof: Proof, options?: CallOptions): Promise<model.SessionGrant> {
    return this.#http.call("POST", "/v1/sessions/owner", { owner, ...proof }, model.sessionGrant, options);
  }

  /** The signed-in owner. */
  me(options?: CallOptions): Promise<model.OwnerInfo> {
    return this.#http.call("GET", "/v1/owners/me", null, model.ownerInfo, options);
  }

  /** Publishes the owner's newest viewer certificate. */
  putViewer(viewerCertificate: Uint8Array, options?: CallOptions): Promise<void> {
    return this.#http.tell("PUT", "/v1/owners/me/viewer", { certificate: viewerCertificate }, options);
  }

  /** The owner's viewer certificates, oldest first, in force or ended within 8 days. */
  async viewers(options?: CallOptions): Promise<Uint8Array[]> {
    const items: Read<typeof certificate>[] = await this.#http.list("/v1/owners/me/viewers", certificate, options);
    return items.map((item) => item.certificate);
  }

  /** Stops or resumes every agent of the owner. */
  freezeAll(frozen: boolean, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", "/v1/owners/me/freeze", { frozen }, options);
  }

  /** The owner's sessions. */
  sessions(options?: CallOptions): Promise<model.SessionInfo[]> {
    return this.#http.list("/v1/sessions", model.sessionInfo, options);
  }

  /** Ends the session that these calls use. */
  signOut(options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", "/v1/sessions/current", null, options);
  }

  /** Ends another session of the owner. */
  endSession(id: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `/v1/sessions/${encodeURIComponent(id)}`, null, options);
  }

  /** A code that signs the owner in to the web page once, within 5 minutes. */
  pageCode(options?: CallOptions): Promise<model.PageCode> {
    return this.#http.call("POST", "/v1/sessions/page-code", null, model.pageCode, options);
  }

  /**
   * Signs a browser in by cookie: no script ever holds that session. Works only where `fetch` takes cookies.
   * @param code A page code, or the bootstrap code for an operator who only watches.
   */
  signInPage(code: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", "/v1/sessions/page", { code }, options);
  }

  /** What waits for the owner's decision over all agents, oldest first. */
  approvals(options?: CallOptions): Promise<model.ApprovalInfo[]> {
    return this.#http.list("/v1/approvals", model.approvalInfo, options);
  }

  /**
   * Decides about a held message.
   * @param agent The side that is asked.
   * @param approval The signed record, with `approve` only, and there always.
   * @param note The sealed note, with `send-back` only.
   */
  decide(
    agent: AgentId, peer: AgentId, message: string,
    decision: { readonly verdict: model.Verdict; readonly approval?: Uint8Array; readonly note?: Uint8Array },
    options?: CallOptions,
  ): Promise<void> {
    return this.#http.tell("POST", `/v1/approvals/${agent}/${peer}/${message}`, { ...decision }, options);
  }

  /** A page of the server's audit chain: at most 200 records after a position, 0 for the start. */
  async auditPage(after: number, options?: CallOptions): Promise<readonly model.AuditEntry[]> {
    const path = `/v1/audit?limit=${maxPage}&after=${after}`;
    return (await this.#http.call("GET", path, null, model.auditPage, options)).items;
  }

  /** The server's audit chain, for operators and auditors. */
  audit(options?: CallOptions): Promise<model.AuditEntry[]> {
    return this.#http.list("/v1/audit", model.auditEntry, options);
  }
}
