import { toHex } from "../../crypto/bytes.js";
import type { Bytes32, Id } from "./id.js";

/**
 * Reads the fields of one table in order. The caller has compared the length with the table first, so that no read can
 * fail; a number above 2^53-1 is remembered in `numberTooLarge`, read as 0 and judged at the end.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  /** Whether a number was above 2^53-1. */
  numberTooLarge = false;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Uint8Array {
    const start = this.#next(length);
    return this.#bytes.subarray(start, start + length);
  }

  byte(): number {
    return this.#at(this.#next(1));
  }

  uint16(): number {
    const at = this.#next(2);
    return this.#at(at) * 0x100 + this.#at(at + 1);
  }

  uint32(): number {
    return this.#uint32At(this.#next(4));
  }

  uint53(): number {
    const at = this.#next(8);
    const high = this.#uint32At(at);
    if (high <= 0x1f_ffff) return high * 0x1_0000_0000 + this.#uint32At(at + 4);
    this.numberTooLarge = true;
    return 0;
  }

  id(): Id {
    return toHex(this.take(16));
  }

  bytes32(): Bytes32 {
    return toHex(this.take(32));
  }

  #next(length: number): number {
    const at = this.#offset;
    if (at + length > this.#bytes.length) throw new RangeError("The caller has not checked the length.");
    this.#offset += length;
    return at;
  }

  // A DataView would do the same, but to make one for every record costs more than the reading.
  #uint32At(at: number): number {
    return this.#at(at) * 0x100_0000 + this.#at(at + 1) * 0x1_0000 + this.#at(at + 2) * 0x100 + this.#at(at + 3);
  }

  #at(at: number): number {
    return this.#bytes[at] as number;
  }
}
