import { BufferedTransaction, type DeviceWrite, keyIn, nameOf, type RowSource } from "./bufferedTransaction.js";
import type { DeviceRow, DeviceStore, DeviceTable, DeviceTransaction } from "../../../src/cxe1/device/deviceStore.js";
import { Turnstile } from "../../../src/cxe1/device/turnstile.js";

/** The store was told to fail. */
export class StoreFailure extends Error {}

/** A device's store in memory. It can be cloned, compared, and told to fail. */
export class MemoryDeviceStore implements DeviceStore, RowSource {
  readonly #rows: Map<string, Uint8Array>;
  readonly #turnstile = new Turnstile();
  #leave: (() => void) | undefined;

  /** The number of changed rows and commits, from now, that still work; undefined: all. */
  failAfter: number | undefined;

  /** Whether a commit that fails has nevertheless become durable. */
  failedCommitIsDurable = false;

  /** Called when a commit has begun. */
  whenCommitting: (() => void) | undefined;

  /** Grows with every commit that changed something. */
  changes = 0;

  /** @param rows Rows to start with, which are copied. */
  constructor(rows: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#rows = new Map([...rows].map(([name, value]) => [name, value.slice()]));
  }

  async begin(): Promise<DeviceTransaction> {
    this.#leave = await this.#turnstile.enter();
    return new BufferedTransaction(this);
  }

  /** Another store with the same rows. */
  clone(): MemoryDeviceStore {
    return new MemoryDeviceStore(this.#rows);
  }

  /** The committed rows of one table, or of all of them, in order. */
  rows(table?: DeviceTable): DeviceRow[] {
    const prefix = table === undefined ? "" : nameOf(table, new Uint8Array(0));
    return this.#matching(prefix).map((name) => this.#row(name));
  }

  async get(table: DeviceTable, key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#rows.get(nameOf(table, key))?.slice();
  }

  async scan(table: DeviceTable, prefix: Uint8Array, limit: number): Promise<DeviceRow[]> {
    const names = this.#matching(nameOf(table, prefix));
    return (Number.isFinite(limit) ? names.slice(0, limit) : names).map((name) => this.#row(name));
  }

  async apply(writes: readonly DeviceWrite[]): Promise<void> {
    this.whenCommitting?.();
    // A crash at any of the writes comes before the commit; nothing of them is durable then.
    for (let i = 0; i < writes.length; i++) this.#step();
    const isLast = this.failAfter === 0;
    if (isLast && !this.failedCommitIsDurable) throw new StoreFailure("The store fails here.");
    this.#write(writes);
    if (isLast) throw new StoreFailure("The store fails here.");
    this.#step();
  }

  #step(): void {
    if (this.failAfter === undefined) return;
    if (this.failAfter === 0) throw new StoreFailure("The store fails here.");
    this.failAfter--;
  }

  #write(writes: readonly DeviceWrite[]): void {
    if (writes.length > 0) this.changes++;
    for (const { table, key, value } of writes) {
      const name = nameOf(table, key);
      this.#rows.get(name)?.fill(0);
      if (value === undefined) this.#rows.delete(name);
      else this.#rows.set(name, value.slice());
    }
  }

  release(): void {
    const leave = this.#leave;
    this.#leave = undefined;
    leave?.();
  }

  #matching(prefix: string): string[] {
    const names: string[] = [];
    for (const name of this.#rows.keys()) if (name.startsWith(prefix)) names.push(name);
    return names.sort();
  }

  #row(name: string): DeviceRow {
    return { key: keyIn(name), value: (this.#rows.get(name) as Uint8Array).slice() };
  }
}
