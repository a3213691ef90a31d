import { fromHex, toHex, utf8 } from "../../crypto/bytes.js";
import { sha256 } from "../../crypto/hash.js";
import type { FillRandom } from "../../crypto/random.js";

/** An id of 16 bytes as 32 lower-case hexadecimal digits: equal ids are equal strings, in bytewise order. */
export type Id = string;

/**
 * 32 public bytes as 64 lower-case hexadecimal digits: a SHA-256 digest, or an Ed25519 or X25519 public key. Never a
 * secret, since strings cannot be wiped.
 */
export type Bytes32 = string;

/** The id of which all bytes are zero; it stands for "none" where a table says so. */
export const ZERO_ID: Id = "0".repeat(32);

/** The 32 bytes of which all are zero; they stand for "none" where a table says so. */
export const ZERO_BYTES32: Bytes32 = "0".repeat(64);

/** A random id. */
export function nextId(random: FillRandom): Id {
  const bytes = new Uint8Array(16);
  random(bytes);
  return toHex(bytes);
}

/** Whether a text is an id as this SDK writes it. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** SHA-256 of the parts, one after the other. */
export function sha256Of(...parts: readonly Uint8Array[]): Bytes32 {
  return toHex(sha256(...parts));
}

/** SHA-256 of these 32 bytes: how records name an OIK or AIK. */
export function sha256OfBytes(bytes: Bytes32): Bytes32 {
  return sha256Of(fromHex(bytes));
}

/** The id of a category: the first 16 bytes of SHA-256 of its name in UTF-8. */
export function categoryId(name: string): Id {
  return toHex(sha256(utf8(name)).subarray(0, 16));
}
