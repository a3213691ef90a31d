/** Fills an array with bytes that nobody can guess. Tests pass a repeatable one. */
export type FillRandom = (bytes: Uint8Array) => void;

/** The platform's generator. At most 65,536 bytes a call. */
export const systemRandom: FillRandom = (bytes) => {
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
};

/** A new array of random bytes. */
export function randomBytes(length: number, random: FillRandom = systemRandom): Uint8Array {
  const bytes = new Uint8Array(length);
  random(bytes);
  return bytes;
}
