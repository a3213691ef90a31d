import type { Bytes32 } from "../cxe1/bytes/id.js";
import { sendStatuses, type SendStatus } from "../wire/statuses.js";
import { assurance } from "./accountModels.js";
import {
  bytes, bytesOf, flag, id, list, mapOf, number, object, oneOf, optional, text, type Read, type Shape,
} from "./shape.js";

// Times are Unix milliseconds, absent members null. Section 4 of exchange-v1 says what each member means.

/** A level of consent. */
export type Level = "auto" | "ask" | "never";

/** A nonce for one proof. */
export type Challenge = Read<typeof challenge>;
export const challenge = object({ nonce: bytesOf(32), expiresAt: number });

/** A session's credential: a secret. */
export type SessionGrant = Read<typeof sessionGrant>;
export const sessionGrant = object({ session: text, expiresAt: number });

/** A new owner and its first session. */
export type OwnerRegistered = Read<typeof ownerRegistered>;
export const ownerRegistered = object({ owner: id, session: text, expiresAt: number, operator: flag });

/** An owner as it sees itself. */
export type OwnerInfo = Read<typeof ownerInfo>;
export const ownerInfo = object({
  owner: id, displayName: text, email: optional(text), operator: flag, agents: list(id), createdAt: number,
});

/** A session in the owner's list. `device` and `assurance` are those of an account's session, null for one of a key. */
export type SessionInfo = Read<typeof sessionInfo>;
export const sessionInfo = object({
  id: text, issuedAt: number, expiresAt: number, lastUsedAt: optional(number), current: flag,
  device: optional(text), assurance: optional(assurance),
});

/** A code that works once, shown once. */
export type PageCode = Read<typeof pageCode>;
export const pageCode = object({ code: text, expiresAt: number });

/** A ticket that opens one socket. */
export type Ticket = Read<typeof ticket>;
export const ticket = object({ ticket: text, expiresAt: number });

/** One device of an agent. */
export type DeviceInfo = Read<typeof deviceInfo>;
export const deviceInfo = object({
  device: id, name: text, standing: oneOf("waiting", "active", "revoked"), online: flag, acknowledged: number,
  enrolledAt: number,
});

/** One agent. */
export type AgentInfo = Read<typeof agentInfo>;
export const agentInfo = object({
  agent: id, displayName: text, frozen: flag, online: flag, devices: list(deviceInfo), mailboxHead: number,
  createdAt: number,
});

/** A new agent and its API key, shown once. */
export type AgentRegistered = Read<typeof agentRegistered>;
export const agentRegistered = object({ agent: id, apiKey: text });

/** An API key as it stands; never the key itself. */
export type KeyInfo = Read<typeof keyInfo>;
export const keyInfo = object({
  id: text, issuedAt: number, expiresAt: optional(number), lastUsedAt: optional(number), revokedAt: optional(number),
});

/** A new API key, shown once. */
export type KeyIssued = Read<typeof keyIssued>;
export const keyIssued = object({ id: text, apiKey: text });

const level = oneOf("auto", "ask", "never");

/** One side's contract: levels by category name (a missing category is refused) and whether its owner reads along. */
export type Terms = Read<typeof terms>;
export const terms = object({ levels: mapOf(object({ share: level, receive: level })), ownerReads: flag });

/** How long a connection and its messages live; `retention` in days, 0 for ever. */
export type Policy = Read<typeof policy>;
export const policy = object({ expiresAt: optional(number), idleAfterSeconds: optional(number), retention: number });

/** A new invite. */
export type InviteIssued = Read<typeof inviteIssued>;
export const inviteIssued = object({ id: text, code: text, expiresAt: number });

/** An invite as it stands. */
export type InviteInfo = Read<typeof inviteInfo>;
export const inviteInfo = object({
  id: text, standing: oneOf("open", "accepted", "revoked", "expired"), createdAt: number, expiresAt: number,
  acceptedBy: optional(id),
});

/**
 * What an invited agent sees before it accepts. Names are untrusted text; keys are believed only under the link's PIN.
 */
export type InvitePreview = Read<typeof invitePreview>;
export const invitePreview = object({
  id: text, inviter: id, inviterName: text, terms, offer: bytes, policy, expiresAt: number, inviterCertificate: bytes,
  inviterOwnerKey: bytesOf(32),
});

/** A connection as one side sees it. */
export type ConnectionInfo = Read<typeof connectionInfo>;
export const connectionInfo = object({
  connection: id, peer: id, peerName: text, standing: oneOf("active", "removed", "blocked", "expired"), own: terms,
  theirs: terms, ownVersion: number, theirVersion: number, ownSignedTerms: bytes, theirSignedTerms: bytes, policy,
  frozen: flag, suspended: optional(text), since: number, lastMessageAt: optional(number), acceptance: optional(bytes),
});

/** With which records a page of signed terms begins: their hashes, as of CXE1, 6.1. */
export type TermsStart = { readonly own?: Bytes32; readonly theirs?: Bytes32 };

/** Both sides' signed terms, oldest first. */
export type TermsHistory = Read<typeof termsHistory>;
export const termsHistory = object({ own: list(bytes), theirs: list(bytes) });

/** An agent's published keys; whoever uses them checks them. */
export type PeerKeys = Read<typeof peerKeys>;
export const peerKeys = object({
  agent: id, ownerKey: bytesOf(32), certificate: bytes, directory: optional(bytes), directories: list(bytes),
  deviceCertificates: list(bytes), prekeys: list(bytes), viewers: list(bytes),
  rotations: list(bytes),
});

/** One entry of a conversation or mailbox; `body` by `kind` as on the socket. */
export type Entry = Read<typeof entry>;
export const entry = object({
  sequence: number, kind: oneOf("message", "stub", "notice"), at: number, connection: id, body: bytes,
  tag: optional(bytes),
});

/**
 * A page of a conversation. `next` is the place of the page behind it, null at the end and of a page read backwards;
 * `previous` of a page read backwards that of the one before it, null at the start; `last` the place after its last
 * entry, null while there is nothing.
 */
export type EntryPage = Read<typeof entryPage>;
export const entryPage = object({
  items: list(entry), next: optional(text), previous: optional(text), last: optional(text),
});

/** A published epoch; `rewrap` is for the session's device. */
export type EpochAnswer = Read<typeof epochAnswer>;
export const epochAnswer = object({ connection: id, record: bytes, rewrap: optional(bytes) });

const status: Shape<SendStatus> = oneOf(...sendStatuses.map(({ code }) => code));

/**
 * How one of the own messages was settled, and whether a device of the recipient has acknowledged it; of a message that
 * was held or refused, the stub in its place.
 */
export type ReceiptInfo = Read<typeof receiptInfo>;
export const receiptInfo = object({ status, at: number, acknowledged: flag });

/** How a message that was sent over REST was settled. */
export type SendAnswer = Read<typeof sendAnswer>;
export const sendAnswer = object({ status, sequence: number, at: number });

/** A page of the mailbox. */
export type MailboxPage = Read<typeof mailboxPage>;
export const mailboxPage = object({ items: list(entry), next: optional(text), head: number, oldest: number });

/** A message that waits for an owner; `envelope` as it would be delivered, approvals so far included. */
export type ApprovalInfo = Read<typeof approvalInfo>;
export const approvalInfo = object({
  message: id, connection: id, sender: id, recipient: id, category: text, side: id, heldAt: number, expiresAt: number,
  envelope: bytes,
});

/** What happened on a connection, as the activity stream tells it: metadata only. */
export type ActivityEvent = Read<typeof activityEvent>;
export const activityEvent = object({
  at: number, kind: text, connection: id, from: id, to: id, category: optional(text), status: optional(text),
  size: number, id: text,
});

/** One line of the server's audit chain. */
export type AuditEntry = Read<typeof auditEntry>;
export const auditEntry = object({
  position: number, at: number, actor: text, action: text, subject: text, outcome: text, origin: text,
  hash: bytesOf(32),
});

/** A page of the audit chain. */
export type AuditPage = Read<typeof auditPage>;
export const auditPage = object({ items: list(auditEntry), next: optional(text) });

/** One silo of the server; `leaseAge` in milliseconds since its lease was renewed. */
export type SiloInfo = Read<typeof siloInfo>;
export const siloInfo = object({
  id: text, address: text, state: oneOf("joining", "active", "draining", "drained", "gone"),
  partitions: optional(number), clients: optional(number), version: text, joinedAt: number,
  leaseAge: optional(number), goneAt: optional(number),
});

/** An owner's verdict about a held message. */
export type Verdict = "approve" | "reject" | "send-back";
