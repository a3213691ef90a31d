import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as sha256Of } from "@noble/hashes/sha2.js";

/** The length of a SHA-256 digest, an HMAC-SHA-256 code and a pseudorandom key, in bytes. */
export const DIGEST_SIZE = 32;

/** SHA-256 (FIPS 180-4) of the parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256Of.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes. */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  return hmac(sha256Of, key, data);
}

/** HKDF-Extract (RFC 5869) with SHA-256: 32 bytes. An empty salt is the salt of zeros. */
export function hkdfExtract(secret: Uint8Array, salt: Uint8Array): Uint8Array {
  return extract(sha256Of, secret, salt);
}

/**
 * HKDF-Expand (RFC 5869) with SHA-256.
 * @param pseudorandomKey At least 32 bytes.
 * @param info May be empty.
 * @param length 0 to 8,160 bytes.
 * @throws RangeError for another length.
 */
export function hkdfExpand(pseudorandomKey: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > 255 * DIGEST_SIZE)
    throw new RangeError("HKDF-SHA-256 gives 0 to 8,160 bytes.");
  return expand(sha256Of, pseudorandomKey, info, length);
}
