/** Copies with each byte in turn changed in one bit, another one at each place. */
export function* eachByte(original: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < original.length; i++) {
    const copy = original.slice();
    copy[i] = (copy[i] as number) ^ (1 << (i % 8));
    yield copy;
  }
}

/** Every shorter beginning. */
export function* eachTruncation(original: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < original.length; length++) yield original.slice(0, length);
}

/** A copy with other bytes at an offset. */
export function patched(original: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const copy = original.slice();
  copy.set(bytes, offset);
  return copy;
}

/** A repeatable generator (mulberry32) for fuzzing; never for keys. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below a bound. */
  next(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * bound);
  }

  readonly fill = (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next(256);
  };
}
