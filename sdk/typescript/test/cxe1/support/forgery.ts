import { concat } from "../../../src/crypto/bytes.js";
import type { SigningKey } from "../../../src/crypto/ed25519.js";
import { systemRandom } from "../../../src/crypto/random.js";
import type { Bytes32 } from "../../../src/cxe1/bytes/id.js";
import { sha256Of } from "../../../src/cxe1/bytes/id.js";
import { signDigest } from "../../../src/cxe1/bytes/signatures.js";
import { epochDigest, hashEpoch } from "../../../src/cxe1/epochs/epochHeader.js";
import { epochHeaderSize, EpochLayout } from "../../../src/cxe1/epochs/epochLayout.js";
import { sealWrap } from "../../../src/cxe1/epochs/epochWrap.js";
import { patched } from "./tampering.js";

// A rogue sender signs whatever it likes.

/** The length of a record's header, by its counts. */
export function headerSizeOf(record: Uint8Array): number {
  return epochHeaderSize(record[EpochLayout.replyPrekeyCount]!, record[EpochLayout.entryCount]!);
}

/** Signs a complete record as it is. */
export async function resignEpoch(
  record: Uint8Array, dsk: SigningKey, size = headerSizeOf(record)): Promise<Uint8Array> {
  const [header, tail] = [record.subarray(0, size), record.subarray(size + 64)];
  return concat(header, await signDigest(dsk, "epoch", epochDigest(hashEpoch(header, tail))), tail);
}

/** Replaces one reader's wrap by one of another secret, and signs. */
export async function wrapAgain(
  record: Uint8Array, index: number, publicKey: Bytes32, secret: Uint8Array, dsk: SigningKey): Promise<Uint8Array> {
  const size = headerSizeOf(record);
  const header = record.subarray(0, size);
  const start = epochHeaderSize(record[EpochLayout.replyPrekeyCount]!, index);
  const entry = record.subarray(start, start + 97);
  const wrap = await sealWrap(publicKey, sha256Of(header), entry, secret, systemRandom);
  return resignEpoch(patched(record, size + 64 + index * 80, wrap!), dsk);
}
