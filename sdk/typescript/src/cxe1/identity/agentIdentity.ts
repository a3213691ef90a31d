import { toHex } from "../../crypto/bytes.js";
import type { SigningKey } from "../../crypto/ed25519.js";
import { type Bytes32, type Id, sha256Of, sha256OfBytes } from "../bytes/id.js";

/** An agent identity key that has signed its successor. */
export interface PastKey {
  /** The Ed25519 key that was replaced. */
  readonly aik: Bytes32;

  /** When its rotation was made. Unix milliseconds. */
  readonly until: number;
}

/**
 * The identity keys of one agent as this device pinned them. Nothing that a server says changes them, but a rotation
 * that the agent's key itself signed: `followRotations`.
 */
export interface AgentIdentity {
  /** The agent. */
  readonly agent: Id;

  /** The agent's Ed25519 identity key. */
  readonly aik: Bytes32;

  /** Its owner's Ed25519 identity key. */
  readonly oik: Bytes32;

  /**
   * The identity keys before `aik`, oldest first, each replaced by a rotation that it signed. What they signed until
   * then stands; nothing new does. Absent if none is known.
   */
  readonly past?: readonly PastKey[];
}

/** The place of a key in the order of an agent's keys, oldest first, today's last; -1 if it is none of them. */
export function keyPlace(identity: AgentIdentity, aikHash: Bytes32): number {
  const past = identity.past ?? [];
  return aikHash === aikHashOf(identity)
    ? past.length
    : past.findLastIndex((one) => sha256OfBytes(one.aik) === aikHash);
}

/** The key at a place of `keyPlace`. */
export function keyAt(identity: AgentIdentity, place: number): Bytes32 {
  return identity.past?.[place]?.aik ?? identity.aik;
}

/** Whether the named key is this agent's, today's or an earlier one, and has signed the record. */
export async function hasSigned(
  identity: AgentIdentity,
  record: { readonly aikHash: Bytes32; verifySignature(signer: Bytes32): Promise<boolean> }): Promise<boolean> {
  const place = keyPlace(identity, record.aikHash);
  return place >= 0 && record.verifySignature(keyAt(identity, place));
}

/** SHA-256 of the agent's identity key. */
export function aikHashOf(identity: AgentIdentity): Bytes32 {
  return sha256OfBytes(identity.aik);
}

/** SHA-256 of the owner's identity key. */
export function oikHashOf(identity: AgentIdentity): Bytes32 {
  return sha256OfBytes(identity.oik);
}

/** Whether two identities are the same in every key of today, however they came about. */
export function sameIdentity(left: AgentIdentity, right: AgentIdentity): boolean {
  return left.agent === right.agent && left.aik === right.aik && left.oik === right.oik;
}

/** The raw public key that belongs to a private key. */
export function rawPublicKey(key: { readonly publicKey: Uint8Array }): Bytes32 {
  return toHex(key.publicKey);
}

/** SHA-256 of the 32 raw bytes: how records name an OIK or AIK. */
export function hashOfPublicKey(key: SigningKey): Bytes32 {
  return sha256Of(key.publicKey);
}
