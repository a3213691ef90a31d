import type { SigningKey } from "../../crypto/ed25519.js";
import { type Bytes32, sha256Of } from "../bytes/id.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Result } from "../bytes/result.js";
import { type SignaturePurpose, signDigest, verifyDigest } from "../bytes/signatures.js";

/**
 * A record of fixed fields followed by one signature over them: certificate, device list, prekey, terms, connect proof.
 * Parsing checks the form; who must have signed is the reader's question, answered by `verifySignature` with a key that
 * the reader knows from elsewhere.
 */
export abstract class SignedRecord {
  readonly #purpose: SignaturePurpose;
  readonly #bodySize: number;

  /** The whole record, signature included. Must not be changed. */
  readonly bytes: Uint8Array;

  /** SHA-256 of the body, without the signature: what is signed, and how other records name this one. */
  readonly hash: Bytes32;

  /** @param bodySize Stated if something that the body vouches for follows the signature. */
  protected constructor(
    bytes: Uint8Array, purpose: SignaturePurpose, bodySize = bytes.length - Cxe1Limits.signatureSize) {
    this.#purpose = purpose;
    this.#bodySize = bodySize;
    // A copy, so that a buffer which is used again cannot change what was checked.
    this.bytes = bytes.slice();
    this.hash = sha256Of(this.bytes.subarray(0, bodySize));
  }

  /** Whether the holder of this Ed25519 key signed the record. */
  verifySignature(signer: Bytes32): Promise<boolean> {
    const signature = this.bytes.subarray(this.#bodySize, this.#bodySize + Cxe1Limits.signatureSize);
    return verifyDigest(signer, this.#purpose, this.hash, signature);
  }
}

/** Signs the body that stands at the start of a record and writes the signature into the record's last 64 bytes. */
export async function signRecord(key: SigningKey, purpose: SignaturePurpose, record: Uint8Array): Promise<void> {
  const signature = await signDigest(key, purpose, sha256Of(bodyOf(record)));
  record.set(signature, record.length - Cxe1Limits.signatureSize);
}

/** Own records are read back through the parser, so that nothing is issued that readers would refuse. */
export function issued<T>(parsed: Result<T>, kind: string): T {
  if (!parsed.ok) throw new RangeError(`These values make no valid ${kind}: ${parsed.error}.`);
  return parsed.value;
}

function bodyOf(record: Uint8Array): Uint8Array {
  return record.subarray(0, record.length - Cxe1Limits.signatureSize);
}
