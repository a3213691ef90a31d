import { toHex } from "../../crypto/bytes.js";
import type { SigningKey } from "../../crypto/ed25519.js";
import { type Bytes32, type Id, sha256Of, sha256OfBytes } from "../bytes/id.js";

/** The identity keys of one agent as this device pinned them. Nothing that a server says changes them. */
export interface AgentIdentity {
  /** The agent. */
  readonly agent: Id;

  /** The agent's Ed25519 identity key. */
  readonly aik: Bytes32;

  /** Its owner's Ed25519 identity key. */
  readonly oik: Bytes32;
}

/** SHA-256 of the agent's identity key. */
export function aikHashOf(identity: AgentIdentity): Bytes32 {
  return sha256OfBytes(identity.aik);
}

/** SHA-256 of the owner's identity key. */
export function oikHashOf(identity: AgentIdentity): Bytes32 {
  return sha256OfBytes(identity.oik);
}

/** Whether two identities are the same in every key. */
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
