import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8. Lone surrogates become U+FFFD, so check `isWellFormed` where that matters. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Lower-case hexadecimal digits, two a byte. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/**
 * The bytes of hexadecimal digits.
 * @throws Error if the text has an odd length or another character.
 */
export function fromHex(digits: string): Uint8Array {
  return hexToBytes(digits);
}

/** One new array with all the parts, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether two arrays have the same bytes. Takes the same time wherever they differ; tells the length. */
export function equalInConstantTime(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);
  return difference === 0;
}

/** Compares two arrays bytewise, unsigned: negative, 0 or positive. A prefix comes first. For public bytes only. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shorter = Math.min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Overwrites secrets with zeros. The runtime may have made copies, so this is the best effort, not a guarantee. */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}
