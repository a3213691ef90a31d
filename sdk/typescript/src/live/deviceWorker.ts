import type { DeviceStore } from "../cxe1/device/deviceStore.js";
import type { ClientStore, StoreTransaction } from "../store/clientStore.js";

/**
 * Runs work on a device's store, one piece after the other: CXE1's own transactions within it become parts of it, and what
 * waits is made durable together. Nobody hears of a result before it is durable.
 */
export class DeviceWorker {
  /** The store for CXE1's objects that are used within the work only. */
  readonly joined: DeviceStore = {
    begin: () => {
      if (this.#current === null) throw new Error("The joined store is for work of the device's worker.");
      return this.#current.store.begin();
    },
  };

  readonly #store: ClientStore;
  #current: StoreTransaction | null = null;

  constructor(store: ClientStore) {
    this.#store = store;
  }

  /**
   * Does the work in its turn; completes when its writes are durable.
   * @param undone Called when the work's writes were undone, before any later work: what the work has changed in memory must
   * go back too.
   */
  async run<T>(work: (transaction: StoreTransaction) => T | Promise<T>, undone?: () => void): Promise<T> {
    let isDone = false;
    try {
      return await this.#store.transact(async (transaction) => {
        this.#current = transaction;
        try {
          const result = await work(transaction);
          isDone = true;
          return result;
        } catch (error) {
          undone?.();
          throw error;
        } finally {
          this.#current = null;
        }
      });
    } catch (error) {
      // The flush failed: what was done in memory is not on the medium.
      if (isDone) undone?.();
      throw error;
    }
  }
}
