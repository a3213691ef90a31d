import type { DeviceRow } from "../cxe1/device/deviceStore.js";

/** A change of one row: to a value, or to none. */
export interface RowChange {
  readonly table: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/**
 * All rows of a store in memory, in order. Keys are kept as strings of bytes (one character a byte), whose order in
 * JavaScript is the unsigned bytewise one.
 */
export class RowImage {
  readonly #tables = new Map<number, Table>();

  get(table: number, key: Uint8Array): Uint8Array | null {
    return this.#tables.get(table)?.rows.get(toText(key)) ?? null;
  }

  /** Sets a row and returns what it was before. */
  set(table: number, key: Uint8Array, value: Uint8Array | null): Uint8Array | null {
    const rows = this.#tables.get(table) ?? this.#add(table);
    const text = toText(key);
    const before = rows.rows.get(text) ?? null;
    if (value !== null) {
      rows.rows.set(text, value);
      if (before === null) rows.keys.splice(place(rows.keys, text), 0, text);
    } else if (before !== null) {
      rows.rows.delete(text);
      rows.keys.splice(place(rows.keys, text), 1);
    }
    return before;
  }

  scan(table: number, prefix: Uint8Array, limit: number, from: Uint8Array): DeviceRow[] {
    const found: DeviceRow[] = [];
    const rows = this.#tables.get(table);
    if (rows === undefined) return found;
    const start = toText(prefix);
    const first = toText(from);
    for (let i = place(rows.keys, first > start ? first : start); i < rows.keys.length && found.length < limit; i++) {
      const key = rows.keys[i]!;
      if (!key.startsWith(start)) break;
      found.push({ key: toBytes(key), value: rows.rows.get(key)!.slice() });
    }
    return found;
  }

  /** Every row, by table and key. */
  *all(): Generator<RowChange & { readonly value: Uint8Array }, void, void> {
    for (const [table, { keys, rows }] of this.#tables)
      for (const key of keys) yield { table, key: toBytes(key), value: rows.get(key)! };
  }

  #add(table: number): Table {
    const rows: Table = { keys: [], rows: new Map() };
    this.#tables.set(table, rows);
    return rows;
  }
}

interface Table {
  readonly keys: string[];
  readonly rows: Map<string, Uint8Array>;
}

/** The place of a key in the order: where it is, or would be. */
function place(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toText(key: Uint8Array): string {
  let text = "";
  for (const byte of key) text += String.fromCharCode(byte);
  return text;
}

function toBytes(text: string): Uint8Array {
  const key = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) key[i] = text.charCodeAt(i);
  return key;
}
