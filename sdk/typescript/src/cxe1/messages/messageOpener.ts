import { AEAD_KEY_SIZE, aeadDecrypt } from "../../crypto/aead.js";
import { wipe } from "../../crypto/bytes.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { EnvelopeView } from "./envelopeView.js";
import { keyAndNonceOf } from "./messageKeys.js";
import { unpad } from "./padding.js";

/**
 * From an envelope and its message key to the body, a copy that the caller wipes. It keeps nothing and judges no sender.
 * @param messageKey MK_n of its epoch and index.
 * @returns The body, or CannotOpen, or PaddingNotCanonical.
 */
export function openMessage(envelope: EnvelopeView, messageKey: Uint8Array): Result<Uint8Array> {
  const { h0, ciphertext } = envelope;
  const keyAndNonce = keyAndNonceOf(messageKey, h0);
  const key = keyAndNonce.subarray(0, AEAD_KEY_SIZE);
  const padded = aeadDecrypt(key, keyAndNonce.subarray(AEAD_KEY_SIZE), h0, ciphertext);
  wipe(keyAndNonce);
  if (padded === undefined) return refused("CannotOpen");
  const body = unpad(padded, envelope.fields.bucket)?.slice();
  wipe(padded);
  return body === undefined ? refused("PaddingNotCanonical") : accepted(body);
}
