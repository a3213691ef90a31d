import { concat, utf8, wipe } from "../../crypto/bytes.js";
import { AEAD_KEY_SIZE, AEAD_NONCE_SIZE } from "../../crypto/aead.js";
import { hkdfExpand, hmacSha256, sha256 } from "../../crypto/hash.js";
import { EnvelopeLayout } from "./envelopeLayout.js";

// The hash ratchet of an epoch: CK_n gives MK_n, the guard and CK_(n+1), and none of them gives CK_n back.

/** Bytes of a chain key and of a message key. */
export const RATCHET_KEY_SIZE = 32;

/** MK_n = HMAC(CK_n, 0x01). */
export function messageKeyOf(chainKey: Uint8Array): Uint8Array {
  return hmacSha256(chainKey, Uint8Array.of(0x01));
}

/** CK_(n+1) = HMAC(CK_n, 0x02), in place: the old key is gone. */
export function advance(chainKey: Uint8Array): void {
  const next = hmacSha256(chainKey, Uint8Array.of(0x02));
  chainKey.set(next);
  wipe(next);
}

/**
 * The first 16 bytes of HMAC(CK_n, 0x03 || random || H(padded) || H(H0 with guard zero)). Two clones of a sender have
 * the same CK_n, but not the same guard for different texts, even if their randomness repeats.
 */
export function guardOf(
  chainKey: Uint8Array, random: Uint8Array, padded: Uint8Array, h0: Uint8Array): Uint8Array {
  const input = concat(Uint8Array.of(0x03), random, sha256(padded), sha256(h0));
  return hmacSha256(chainKey, input).subarray(0, EnvelopeLayout.guardSize);
}

/** key || nonce = Expand(MK_n, "CXE1 msg" || H(H0), 44). */
export function keyAndNonceOf(messageKey: Uint8Array, h0: Uint8Array): Uint8Array {
  return hkdfExpand(messageKey, concat(utf8("CXE1 msg"), sha256(h0)), AEAD_KEY_SIZE + AEAD_NONCE_SIZE);
}
