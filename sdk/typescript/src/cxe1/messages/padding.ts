import { Bucket, bucketForBody, ciphertextSize } from "./bucket.js";
import { EnvelopeLayout } from "./envelopeLayout.js";

/**
 * Plaintext = u32 length || body || zeros up to the smallest bucket that holds it. There is one padding per body.
 * @param bucket The body's bucket.
 */
export function pad(body: Uint8Array, bucket: number): Uint8Array {
  const padded = new Uint8Array(ciphertextSize(bucket) - EnvelopeLayout.tagSize);
  new DataView(padded.buffer).setUint32(0, body.length);
  padded.set(body, Bucket.lengthPrefix);
  return padded;
}

/** The body inside a padded plaintext, a view; undefined if the padding is not the canonical one. */
export function unpad(padded: Uint8Array, bucket: number): Uint8Array | undefined {
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > Bucket.maxBody || bucketForBody(length) !== bucket) return undefined;
  const end = Bucket.lengthPrefix + length;
  for (let i = end; i < padded.length; i++) if (padded[i] !== 0) return undefined;
  return padded.subarray(Bucket.lengthPrefix, end);
}
