import { compareBytes } from "../../crypto/bytes.js";

/** The one order of CXE1: unsigned bytewise by the first bytes of an entry, each key once. */
export function areAscending(entries: Uint8Array, entrySize: number, keySize: number): boolean {
  for (let offset = entrySize; offset < entries.length; offset += entrySize) {
    const before = entries.subarray(offset - entrySize, offset - entrySize + keySize);
    if (compareBytes(before, entries.subarray(offset, offset + keySize)) >= 0) return false;
  }
  return true;
}

/** Orders ids by their bytes; of strings of lower-case digits it is the order of the strings. */
export function compareIds(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
