import type { DeviceRow, DeviceStore, DeviceTransaction } from "./deviceStore.js";
import { DeviceStoreError } from "./deviceStoreError.js";
import type { RowChange, RowImage } from "./rowImage.js";

/** The durable half of a store. */
export interface Journal {
  /** Makes the changes durable, all or nothing: on the medium, not only handed to the operating system. */
  append(changes: readonly RowChange[]): Promise<void>;

  /** Lets go of the medium. */
  close(): Promise<void>;
}

const maxGroup = 256;

/**
 * A store whose rows are in memory and whose changes go to a journal. Transactions that wait are done one after the other and
 * made durable together, with one flush; nobody hears of a result before. After a failed flush everything later fails too:
 * what the medium holds is then unknown.
 */
export class JournaledStore implements DeviceStore {
  readonly #image: RowImage;
  readonly #journal: Journal;
  readonly #waiting: Work[] = [];
  #running: Promise<void> | null = null;
  #failure: DeviceStoreError | null = null;
  #closing: Promise<void> | null = null;

  constructor(image: RowImage, journal: Journal) {
    this.#image = image;
    this.#journal = journal;
  }

  transact<T>(work: (transaction: DeviceTransaction) => T | Promise<T>): Promise<T> {
    if (this.#closing !== null) return Promise.reject(new DeviceStoreError("store-closed", "The store is closed."));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(new Work(work, resolve as (value: unknown) => void, reject));
      this.#running ??= this.#run();
    });
  }

  close(): Promise<void> {
    this.#closing ??= (this.#running ?? Promise.resolve()).then(() => this.#journal.close());
    return this.#closing;
  }

  async #run(): Promise<void> {
    // Calls of the same turn form one group.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#runGroup();
    this.#running = null;
  }

  async #runGroup(): Promise<void> {
    const changes: RowChange[] = [];
    const done: Work[] = [];
    while (this.#waiting.length > 0 && done.length < maxGroup && this.#failure === null) {
      const work = this.#waiting.shift()!;
      await work.run(this.#image, changes);
      done.push(work);
    }
    if (this.#failure === null && changes.length > 0) {
      try {
        await this.#journal.append(changes);
      } catch (error) {
        this.#failure = error instanceof DeviceStoreError
          ? error
          : new DeviceStoreError("store-failed", "The device's store failed.", { cause: error });
      }
    }
    if (this.#failure !== null) done.push(...this.#waiting.splice(0));
    for (const work of done) work.settle(this.#failure);
  }
}

/** One call of `transact`. */
class Work {
  #outcome: { readonly value: unknown } | { readonly error: unknown } | null = null;

  constructor(
    readonly work: (transaction: DeviceTransaction) => unknown,
    readonly resolve: (value: unknown) => void,
    readonly reject: (error: unknown) => void,
  ) {}

  async run(image: RowImage, changes: RowChange[]): Promise<void> {
    const part = new Part(image, changes);
    try {
      this.#outcome = { value: await this.work(part) };
      part.end();
    } catch (error) {
      part.undo();
      this.#outcome = { error };
    }
  }

  settle(failure: DeviceStoreError | null): void {
    if (this.#outcome !== null && "error" in this.#outcome) this.reject(this.#outcome.error);
    else if (failure !== null || this.#outcome === null) this.reject(failure);
    else this.resolve(this.#outcome.value);
  }
}

/** A transaction, or a part of one that can be undone alone. */
class Part implements DeviceTransaction {
  readonly #image: RowImage;
  readonly #changes: RowChange[];
  readonly #start: number;
  readonly #before: RowChange[] = [];
  #over = false;
  #hasNested = false;

  constructor(image: RowImage, changes: RowChange[]) {
    this.#image = image;
    this.#changes = changes;
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

  async nested<T>(work: (transaction: DeviceTransaction) => T | Promise<T>): Promise<T> {
    this.#use();
    const part = new Part(this.#image, this.#changes);
    this.#hasNested = true;
    try {
      const value = await work(part);
      part.end();
      this.#before.push(...part.#before);
      return value;
    } catch (error) {
      part.undo();
      throw error;
    } finally {
      this.#hasNested = false;
    }
  }

  end(): void {
    this.#over = true;
  }

  undo(): void {
    this.#over = true;
    for (const { table, key, value } of this.#before.reverse()) this.#image.set(table, key, value);
    this.#changes.length = this.#start;
  }

  #set(table: number, key: Uint8Array, value: Uint8Array | null): void {
    this.#use();
    if (!Number.isInteger(table) || table < 0 || table > 255) throw new RangeError("A table is 0 to 255.");
    this.#before.push({ table, key, value: this.#image.set(table, key, value) });
    this.#changes.push({ table, key, value });
  }

  #use(): void {
    if (this.#over) throw new Error("The transaction is over.");
    if (this.#hasNested) throw new Error("A nested part of the transaction is under way: use that.");
  }
}
