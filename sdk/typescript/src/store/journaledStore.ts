import type { DeviceTransaction } from "../cxe1/device/deviceStore.js";
import type { ClientStore, StoreTransaction } from "./clientStore.js";
import { DeviceStoreError } from "./deviceStoreError.js";
import type { RowChange, RowImage } from "./rowImage.js";
import { HeldTransaction, StorePart } from "./storePart.js";

/** The durable half of a store. */
export interface Journal {
  /** Makes the changes durable, all or nothing: on the medium, not only handed to the operating system. */
  append(changes: readonly RowChange[]): Promise<void>;

  /** Lets go of the medium. */
  close(): Promise<void>;
}

const maxGroup = 256;

/**
 * A store whose rows are in memory and whose changes go to a journal. Transactions that wait are done one after the
 * other and made durable together, with one flush; nobody hears of a result before. After a failed flush everything
 * later fails too: what the medium holds is then unknown.
 */
export class JournaledStore implements ClientStore {
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

  transact<T>(work: (transaction: StoreTransaction) => T | Promise<T>): Promise<T> {
    return this.#queue(work, false);
  }

  begin(): Promise<DeviceTransaction> {
    return new Promise((begun, refused) => {
      // A transaction that only reads ends without a flush, so it must not see what is not durable yet: it begins a
      // group.
      const durable: Promise<void> = this.#queue((part) => new Promise<void>((over) => {
        begun(new HeldTransaction(part, (keeps) => {
          over();
          return keeps ? durable : Promise.resolve();
        }));
      }), true);
      // Before it has begun a failure is the beginning's; afterwards it is that of commit.
      durable.catch(refused);
    });
  }

  close(): Promise<void> {
    this.#closing ??= (this.#running ?? Promise.resolve()).then(() => this.#journal.close());
    return this.#closing;
  }

  #queue<T>(work: (part: StorePart) => T | Promise<T>, isAlone: boolean): Promise<T> {
    if (this.#closing !== null) return Promise.reject(new DeviceStoreError("store-closed", "The store is closed."));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(new Work(work, isAlone, resolve as (value: unknown) => void, reject));
      this.#running ??= this.#run();
    });
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
      if (this.#waiting[0]!.isAlone && changes.length > 0) break;
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

/** One call of `transact` or `begin`. */
class Work {
  readonly isAlone: boolean;
  readonly #work: (part: StorePart) => unknown;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #outcome: { readonly value: unknown } | { readonly error: unknown } | null = null;

  constructor(
    work: (part: StorePart) => unknown, isAlone: boolean, resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#work = work;
    this.isAlone = isAlone;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  async run(image: RowImage, changes: RowChange[]): Promise<void> {
    const part = new StorePart(image, changes);
    try {
      this.#outcome = { value: await this.#work(part) };
      part.close(true);
    } catch (error) {
      part.close(false);
      this.#outcome = { error };
    }
  }

  settle(failure: DeviceStoreError | null): void {
    if (this.#outcome !== null && "error" in this.#outcome) this.#reject(this.#outcome.error);
    else if (failure !== null || this.#outcome === null) this.#reject(failure);
    else this.#resolve(this.#outcome.value);
  }
}
