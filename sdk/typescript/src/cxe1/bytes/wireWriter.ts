import { fromHex } from "../../crypto/bytes.js";
import type { Bytes32, Id } from "./id.js";

/**
 * Writes the fields of one table in order into a buffer of exactly the table's length. A value that the format cannot
 * carry is a programmer's error and throws a RangeError.
 */
export class WireWriter {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(value: number): void {
    this.#write(whole(value, 0xff), 1);
  }

  uint16(value: number): void {
    this.#write(whole(value, 0xffff), 2);
  }

  uint32(value: number): void {
    this.#write(whole(value, 0xffff_ffff), 4);
  }

  uint53(value: number): void {
    whole(value, Number.MAX_SAFE_INTEGER);
    this.#write(Math.floor(value / 0x1_0000_0000), 4);
    this.#write(value % 0x1_0000_0000, 4);
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

  #write(value: number, length: number): void {
    const at = this.#next(length);
    // Unsigned shifts keep all 32 bits of what a bitwise operator takes for a negative number.
    for (let i = 0; i < length; i++) this.#bytes[at + i] = value >>> (8 * (length - 1 - i));
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
