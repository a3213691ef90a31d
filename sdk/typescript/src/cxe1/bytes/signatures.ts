import { concat, fromHex, utf8 } from "../../crypto/bytes.js";
import { type SigningKey, verifyEd25519 } from "../../crypto/ed25519.js";
import type { Bytes32 } from "./id.js";

/** What a signature is for. It is part of the signed bytes, so none can be used for another purpose. */
export type SignaturePurpose =
  | "connect" | "agent" | "device" | "viewer" | "prekey" | "epoch" | "msg" | "terms" | "approval" | "rewrap" | "nack"
  | "rotate";

/**
 * Signs "CXE1/" || purpose || 0x00 || digest, the only bytes that a key of CXE1 ever signs. The digest is SHA-256 of
 * the record's body and at the same time the record's hash.
 */
export function signDigest(key: SigningKey, purpose: SignaturePurpose, digest: Bytes32): Promise<Uint8Array> {
  return key.sign(signedMessage(purpose, digest));
}

/** Whether the holder of this key signed the digest for this purpose. */
export function verifyDigest(
  signer: Bytes32, purpose: SignaturePurpose, digest: Bytes32, signature: Uint8Array): Promise<boolean> {
  return verifyEd25519(fromHex(signer), signedMessage(purpose, digest), signature);
}

function signedMessage(purpose: SignaturePurpose, digest: Bytes32): Uint8Array {
  return concat(utf8(`CXE1/${purpose}\0`), fromHex(digest));
}
