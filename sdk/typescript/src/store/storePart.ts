import type { DeviceRow, DeviceStore, DeviceTransaction } from "../cxe1/device/deviceStore.js";
import type { StoreTransaction } from "./clientStore.js";
import type { RowChange, RowImage } from "./rowImage.js";

/** A transaction on the rows in memory, or a part of one that can be undone alone. Its changes are collected for a journal. */
export class StorePart implements StoreTransaction {
  readonly #image: RowImage;
  readonly #changes: RowChange[];
  readonly #parent: StorePart | null;
  readonly #start: number;
  readonly #before: RowChange[] = [];
  #isOver = false;
  #hasNested = false;

  constructor(image: RowImage, changes: RowChange[], parent: StorePart | null = null) {
    this.#image = image;
    this.#changes = changes;
    this.#parent = parent;
    this.#start = changes.length;
  }

  get(table: number, key: Uint8Array): Uint8Array | null {
    this.#use();
    return this.#image.get(table, key)?.slice() ?? null;
  }

  put(table: number, key: Uint8Array, value: Uint8Array): void {
    this.#set(table, key.slice(), value.slice());
  }

  delete(table: number, key: Uint8Array): void {
    this.#set(table, key.slice(), null);
  }

  scan(table: number, prefix: Uint8Array, limit = Infinity, from = prefix): DeviceRow[] {
    this.#use();
    return this.#image.scan(table, prefix, limit, from);
  }

  async nested<T>(work: (transaction: StoreTransaction) => T | Promise<T>): Promise<T> {
    const part = this.#open();
    try {
      const value = await work(part);
      part.close(true);
      return value;
    } finally {
      part.close(false);
    }
  }

  get store(): DeviceStore {
    return { begin: () => attempt(() => new HeldTransaction(this.#open(), () => Promise.resolve())) };
  }

  /** Ends the part, keeping its changes or undoing them. Only the first call counts. */
  close(keeps: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (keeps) {
      if (this.#parent !== null) this.#parent.#before.push(...this.#before);
    } else {
      for (const { table, key, value } of this.#before.reverse()) this.#image.set(table, key, value);
      this.#changes.length = this.#start;
    }
    if (this.#parent !== null) this.#parent.#hasNested = false;
  }

  #open(): StorePart {
    this.#use();
    this.#hasNested = true;
    return new StorePart(this.#image, this.#changes, this);
  }

  #set(table: number, key: Uint8Array, value: Uint8Array | null): void {
    this.#use();
    if (!Number.isInteger(table) || table < 0 || table > 255) throw new RangeError("A table is 0 to 255.");
    this.#before.push({ table, key, value: this.#image.set(table, key, value) });
    this.#changes.push({ table, key, value });
  }

  #use(): void {
    if (this.#isOver) throw new Error("The transaction is over.");
    if (this.#hasNested) throw new Error("A nested part of the transaction is under way: use that.");
  }
}

/** A part in CXE1's form: its holder commits and ends it. */
export class HeldTransaction implements DeviceTransaction {
  readonly #part: StorePart;
  readonly #finish: (keeps: boolean) => Promise<void>;

  /** @param finish Called once when the part is closed; completes when what was kept is durable. */
  constructor(part: StorePart, finish: (keeps: boolean) => Promise<void>) {
    this.#part = part;
    this.#finish = finish;
  }

  get(table: number, key: Uint8Array): Promise<Uint8Array | undefined> {
    return attempt(() => this.#part.get(table, key) ?? undefined);
  }

  put(table: number, key: Uint8Array, value: Uint8Array): void {
    this.#part.put(table, key, value);
  }

  delete(table: number, key: Uint8Array): void {
    this.#part.delete(table, key);
  }

  scan(table: number, prefix: Uint8Array, limit: number): Promise<DeviceRow[]> {
    return attempt(() => this.#part.scan(table, prefix, limit));
  }

  commit(): Promise<void> {
    this.#part.close(true);
    return this.#finish(true);
  }

  end(): void {
    this.#part.close(false);
    void this.#finish(false);
  }
}

function attempt<T>(read: () => T): Promise<T> {
  return new Promise((resolve) => resolve(read()));
}
