import { toHex } from "../../crypto/bytes.js";
import type { Bytes32, Id } from "./id.js";

/**
 * Reads the fields of one table in order. The caller has compared the length with the table first, so that no read can
 * fail; a number above 2^53-1 is remembered in `numberTooLarge`, read as 0 and judged at the end.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  /** Whether a number was above 2^53-1. */
  numberTooLarge = false;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#offset = offset;
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError("The caller has not checked the length.");
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  byte(): number {
    return this.#view.getUint8(this.#next(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#next(2));
  }

  uint32(): number {
    return this.#view.getUint32(this.#next(4));
  }

  uint53(): number {
    const at = this.#next(8);
    const high = this.#view.getUint32(at);
    if (high <= 0x1f_ffff) return high * 0x1_0000_0000 + this.#view.getUint32(at + 4);
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
    this.#offset += length;
    return at;
  }
}
