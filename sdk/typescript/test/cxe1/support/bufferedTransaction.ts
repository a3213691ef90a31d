import { compareBytes, fromHex, toHex } from "../../../src/crypto/bytes.js";
import type { DeviceRow, DeviceTable, DeviceTransaction } from "../../../src/cxe1/device/deviceStore.js";

/** A change of one row; undefined removes it. */
export interface DeviceWrite {
  readonly table: DeviceTable;
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** What a store has to offer for buffered transactions. */
export interface RowSource {
  /** The committed value of a row, a copy. */
  get(table: DeviceTable, key: Uint8Array): Promise<Uint8Array | undefined>;

  /** The first committed rows whose keys start with a prefix, in ascending order, as copies. */
  scan(table: DeviceTable, prefix: Uint8Array, limit: number): Promise<DeviceRow[]>;

  /** Makes all the writes durable, or none. */
  apply(writes: readonly DeviceWrite[]): Promise<void>;

  /** The transaction has ended: the next one may begin. */
  release(): void;
}

/**
 * A transaction that keeps its writes in memory until it commits. The store behind it only reads, applies all writes at
 * once, and lets one transaction live at a time.
 */
export class BufferedTransaction implements DeviceTransaction {
  readonly #source: RowSource;
  readonly #writes = new Map<string, DeviceWrite>();
  #isOver = false;

  constructor(source: RowSource) {
    this.#source = source;
  }

  async get(table: DeviceTable, key: Uint8Array): Promise<Uint8Array | undefined> {
    this.#assertOpen();
    const written = this.#writes.get(nameOf(table, key));
    return written === undefined ? this.#source.get(table, key) : written.value?.slice();
  }

  put(table: DeviceTable, key: Uint8Array, value: Uint8Array): void {
    this.#assertOpen();
    this.#writes.set(nameOf(table, key), { table, key: key.slice(), value: value.slice() });
  }

  delete(table: DeviceTable, key: Uint8Array): void {
    this.#assertOpen();
    this.#writes.set(nameOf(table, key), { table, key: key.slice(), value: undefined });
  }

  async scan(table: DeviceTable, prefix: Uint8Array, limit: number): Promise<DeviceRow[]> {
    this.#assertOpen();
    const start = nameOf(table, prefix);
    const changes = [...this.#writes].filter(([name]) => name.startsWith(start));
    if (changes.length === 0) return this.#source.scan(table, prefix, limit);
    // Every changed row may take a place that its committed form held.
    const rows = new Map((await this.#source.scan(table, prefix, limit + changes.length))
      .map((row) => [nameOf(table, row.key), row]));
    for (const [name, { key, value }] of changes)
      if (value === undefined) rows.delete(name);
      else rows.set(name, { key: key.slice(), value: value.slice() });
    const sorted = [...rows.values()].sort((left, right) => compareBytes(left.key, right.key));
    return Number.isFinite(limit) ? sorted.slice(0, limit) : sorted;
  }

  async commit(): Promise<void> {
    this.#assertOpen();
    await this.#source.apply([...this.#writes.values()]);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const { value } of this.#writes.values()) value?.fill(0);
    this.#writes.clear();
    this.#source.release();
  }

  #assertOpen(): void {
    if (this.#isOver) throw new Error("The transaction is over.");
  }
}

/** A text that orders rows as their bytes do. */
export function nameOf(table: DeviceTable, key: Uint8Array): string {
  return `${table.toString(16).padStart(2, "0")}${toHex(key)}`;
}

/** The key in a name. */
export function keyIn(name: string): Uint8Array {
  return fromHex(name.slice(2));
}
