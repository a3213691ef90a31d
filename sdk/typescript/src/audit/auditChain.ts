import { concat, sha256, utf8 } from "../crypto/index.js";
import type { AuditEntry } from "../rest/models.js";

/** The hash before the first record: 32 zero bytes. */
export const auditStart: Uint8Array = new Uint8Array(32);

/**
 * The audit chain's hash after one more record: SHA-256(previous || position 8 || at, ms since 1970, 8 || actor,
 * action, subject, outcome and origin, each as length 4 || UTF-8). Numbers are big-endian.
 * @param previous The hash of the position before, 32 bytes.
 * @param record Its own `hash` is not looked at.
 */
export function nextAuditHash(previous: Uint8Array, record: Omit<AuditEntry, "hash">): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(16));
  numbers.setBigUint64(0, BigInt(record.position));
  numbers.setBigUint64(8, BigInt(record.at));
  const texts = [record.actor, record.action, record.subject, record.outcome, record.origin].map(withLength);
  return sha256(previous, new Uint8Array(numbers.buffer), ...texts);
}

function withLength(text: string): Uint8Array {
  const bytes = utf8(text);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concat(length, bytes);
}
