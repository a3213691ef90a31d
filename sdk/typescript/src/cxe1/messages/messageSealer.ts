import { AEAD_KEY_SIZE, aeadEncrypt } from "../../crypto/aead.js";
import { wipe } from "../../crypto/bytes.js";
import type { SigningKey } from "../../crypto/ed25519.js";
import { sha256 } from "../../crypto/hash.js";
import { sha256Of } from "../bytes/id.js";
import { signDigest } from "../bytes/signatures.js";
import { ciphertextSize } from "./bucket.js";
import { type EnvelopeHeader, writeEnvelopeHeader } from "./envelopeHeader.js";
import { EnvelopeLayout } from "./envelopeLayout.js";
import { guardOf, keyAndNonceOf, messageKeyOf } from "./messageKeys.js";
import { pad } from "./padding.js";

/**
 * From a chain key, a header and a body to the bytes of an envelope, sealed and signed. It keeps nothing. The chain key
 * is read before the first wait only.
 * @param chainKey CK_n of the header's epoch and index.
 * @param random 32 fresh random bytes.
 * @param header Its bucket is the body's.
 * @param body The content's bytes.
 * @param dsk The sender device's signing key.
 */
export async function sealMessage(
  chainKey: Uint8Array,
  random: Uint8Array,
  header: EnvelopeHeader,
  body: Uint8Array,
  dsk: SigningKey): Promise<Uint8Array> {
  const envelope = new Uint8Array(EnvelopeLayout.ciphertext + ciphertextSize(header.bucket));
  const headerBytes = envelope.subarray(0, EnvelopeLayout.headerSize);
  writeEnvelopeHeader(header, headerBytes);
  const h0 = envelope.subarray(0, EnvelopeLayout.h0Size);
  const padded = pad(body, header.bucket);
  envelope.set(guardOf(chainKey, random, padded, h0), EnvelopeLayout.guard);
  const ciphertext = encrypt(chainKey, h0, padded);
  envelope.set(ciphertext, EnvelopeLayout.ciphertext);
  envelope.set(sha256(ciphertext), EnvelopeLayout.ciphertextHash);
  envelope.set(await signDigest(dsk, "msg", sha256Of(headerBytes)), EnvelopeLayout.signature);
  return envelope;
}

function encrypt(chainKey: Uint8Array, h0: Uint8Array, padded: Uint8Array): Uint8Array {
  const messageKey = messageKeyOf(chainKey);
  const keyAndNonce = keyAndNonceOf(messageKey, h0);
  try {
    return aeadEncrypt(
      keyAndNonce.subarray(0, AEAD_KEY_SIZE), keyAndNonce.subarray(AEAD_KEY_SIZE), h0, padded);
  } finally {
    wipe(messageKey, keyAndNonce, padded);
  }
}
