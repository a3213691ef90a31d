import { fromHex } from "../../crypto/bytes.js";
import type { Bytes32, Id } from "./id.js";

/**
 * Writes the fields of one table in order into a buffer of exactly the table's length. A value that the format cannot
 * carry is a programmer's error and throws a RangeError.
 */
export class WireWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(value: number): void {
    this.#view.setUint8(this.#next(1), whole(value, 0xff));
  }

  uint16(value: number): void {
    this.#view.setUint16(this.#next(2), whole(value, 0xffff));
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#next(4), whole(value, 0xffff_ffff));
  }

  uint53(value: number): void {
    whole(value, Number.MAX_SAFE_INTEGER);
    const at = this.#next(8);
    this.#view.setUint32(at, Math.floor(value / 0x1_0000_0000));
    this.#view.setUint32(at + 4, value % 0x1_0000_0000);
  }

  id(value: Id): void {
    this.#fixed(value, 16);
  }

  bytes32(value: Bytes32): void {
    this.#fixed(value, 32);
  }

  bytes(value: Uint8Array): void {
    this.#bytes.set(value, this.#next(value.length));
  }

  #fixed(digits: string, length: number): void {
    const bytes = fromHex(digits);
    if (bytes.length !== length) throw new RangeError(`${length} bytes are needed, not ${bytes.length}.`);
    this.bytes(bytes);
  }

  #next(length: number): number {
    const at = this.#offset;
    if (at + length > this.#bytes.length) throw new RangeError("The buffer is shorter than the table.");
    this.#offset += length;
    return at;
  }
}

function whole(value: number, largest: number): number {
  if (!Number.isInteger(value) || value < 0 || value > largest)
    throw new RangeError(`${value} is no whole number from 0 to ${largest}.`);
  return value;
}
