const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[digits.charCodeAt(i)] = i;

/** base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  const parts: string[] = [];
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += digits[group >> 18]! + digits[(group >> 12) & 63]!;
    if (left > 1) text += digits[(group >> 6) & 63]!;
    if (left > 2) text += digits[group & 63]!;
    if (text.length >= 4_096) {
      parts.push(text);
      text = "";
    }
  }
  parts.push(text);
  return parts.join("");
}

/**
 * The bytes of a canonical base64url text: no padding, no white space, unused bits zero. Every byte string has exactly one
 * text then, and parsers that differ in leniency cannot differ in what they read.
 * @returns Null for any other text.
 */
export function fromBase64Url(text: string): Uint8Array | null {
  const tail = text.length % 4;
  if (tail === 1) return null;
  const bytes = new Uint8Array(Math.floor(text.length / 4) * 3 + Math.max(0, tail - 1));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? values[code]! : -1;
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  return (bits & ((1 << count) - 1)) === 0 ? bytes : null;
}
