import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

/** Bytes of a key of ChaCha20-Poly1305. */
export const AEAD_KEY_SIZE = 32;

/** Bytes of a nonce, which is never used twice with one key. */
export const AEAD_NONCE_SIZE = 12;

/** Bytes by which a ciphertext is longer than its plaintext. */
export const AEAD_TAG_SIZE = 16;

/**
 * Encrypts with ChaCha20-Poly1305 (RFC 8439).
 * @returns Ciphertext and tag.
 * @throws RangeError if key or nonce have another length.
 */
export function aeadEncrypt(
  key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return cipher(key, nonce, associatedData).encrypt(plaintext);
}

/**
 * Decrypts what `aeadEncrypt` made.
 * @returns The plaintext; undefined if anything is not as it was encrypted.
 * @throws RangeError if key or nonce have another length.
 */
export function aeadDecrypt(
  key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
  const opener = cipher(key, nonce, associatedData);
  if (ciphertext.length < AEAD_TAG_SIZE) return undefined;
  try {
    return opener.decrypt(ciphertext);
  } catch {
    // With the lengths checked, a wrong tag is the only refusal that the library has.
    return undefined;
  }
}

function cipher(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array) {
  if (key.length !== AEAD_KEY_SIZE) throw new RangeError(`A key has ${AEAD_KEY_SIZE} bytes.`);
  if (nonce.length !== AEAD_NONCE_SIZE) throw new RangeError(`A nonce has ${AEAD_NONCE_SIZE} bytes.`);
  return chacha20poly1305(key, nonce, associatedData);
}
