/**
 * The nine sizes of a ciphertext with its tag: 256 B, 512 B, ... 64 KiB. A message takes the smallest that holds it.
 */
export const Bucket = {
  /** The bucket byte is 0 to 8. */
  count: 9,
  /** Bytes of the smallest ciphertext with tag. */
  smallestSize: 256,
  /** Bytes of the largest ciphertext with tag. */
  largestSize: 65_536,
  /** Bytes of the length before the body. */
  lengthPrefix: 4,
  /** Bytes of the longest body. */
  maxBody: 65_516,
} as const;

const OVERHEAD = 16 + Bucket.lengthPrefix;

/** Bytes of ciphertext and tag in a bucket, 0 to 8. */
export function ciphertextSize(bucket: number): number {
  return Bucket.smallestSize << bucket;
}

/** The smallest bucket that holds a body of this many bytes, or -1 if none does. */
export function bucketForBody(bodyLength: number): number {
  if (bodyLength > Bucket.maxBody) return -1;
  let bucket = 0;
  while (ciphertextSize(bucket) - OVERHEAD < bodyLength) bucket++;
  return bucket;
}
