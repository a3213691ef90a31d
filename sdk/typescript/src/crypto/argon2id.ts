import { argon2idAsync } from "@noble/hashes/argon2.js";

/** What a passphrase costs to try (RFC 9106). Stored beside whatever the derived key protects. */
export interface Argon2Parameters {
  /** Passes over the memory, from 1. */
  readonly passes: number;

  /** Memory in KiB, at least 8 for every lane. */
  readonly memoryKiB: number;

  /** Lanes, from 1. */
  readonly lanes: number;
}

/**
 * Argon2id (RFC 9106, version 1.3): a key from a passphrase, for wrapping other keys. Takes seconds in JavaScript and
 * lets other work run meanwhile.
 * @param passphrase Its bytes in UTF-8.
 * @param salt At least 8 random bytes.
 * @param parameters The cost.
 * @param length Bytes of the key, 4 or more.
 */
export function argon2id(
  passphrase: Uint8Array, salt: Uint8Array, parameters: Argon2Parameters, length: number): Promise<Uint8Array> {
  const { passes, memoryKiB, lanes } = parameters;
  return argon2idAsync(passphrase, salt, { t: passes, m: memoryKiB, p: lanes, dkLen: length });
}
