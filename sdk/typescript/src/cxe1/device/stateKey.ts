import { fromHex } from "../../crypto/bytes.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { WireWriter } from "../bytes/wireWriter.js";

// The keys of the device tables: fixed fields, so that a prefix of them is a range.

/** Ids and hashes, then a number of 8 bytes if there is one. */
export function stateKey(...parts: readonly (Id | Bytes32 | number)[]): Uint8Array {
  const fields = parts.map((part) => (typeof part === "number" ? numberKey(part) : fromHex(part)));
  const key = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  const writer = new WireWriter(key);
  for (const field of fields) writer.bytes(field);
  return key;
}

/** A message's place: the epoch's hash, then n in 4 bytes. */
export function placeKey(epochHash: Bytes32, index: number): Uint8Array {
  const key = new Uint8Array(36);
  const writer = new WireWriter(key);
  writer.bytes32(epochHash);
  writer.uint32(index);
  return key;
}

function numberKey(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new WireWriter(bytes).uint53(value);
  return bytes;
}
