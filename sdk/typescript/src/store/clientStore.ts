import type { DeviceRow, DeviceStore } from "../cxe1/device/deviceStore.js";

/**
 * One transaction of a `ClientStore`, or a part of one. Reads see its own writes. It is over when the work that it was given
 * to has ended; using it later throws.
 */
export interface StoreTransaction {
  /** The value of a row; null where there is none. A copy. */
  get(table: number, key: Uint8Array): Uint8Array | null;

  /** Inserts a row or replaces its value. Key and value are copied. */
  put(table: number, key: Uint8Array, value: Uint8Array): void;

  /** Removes a row; an absent one is no error. */
  delete(table: number, key: Uint8Array): void;

  /**
   * Rows whose keys start with a prefix, in ascending unsigned bytewise order of the keys.
   * @param table The table, 0 to 255.
   * @param prefix May be empty: all rows.
   * @param limit At most so many; all of them by default.
   * @param from Only keys from here on; the prefix by default.
   */
  scan(table: number, prefix: Uint8Array, limit?: number, from?: Uint8Array): DeviceRow[];

  /**
   * A part that can be undone alone: when the work throws, its writes are undone and the error is passed on; the
   * transaction goes on. It is durable with the whole.
   */
  nested<T>(work: (transaction: StoreTransaction) => T | Promise<T>): Promise<T>;

  /** Makes transactions that are parts of this one: for functions that want a store of their own. */
  readonly store: DeviceStore;
}

/**
 * Where a device keeps its state: CXE1's store, with more. Tables 1 to 99 are those of CXE1, 100 and up the client's own.
 * That rows survive every crash, all of a transaction or nothing of it, is the store's business; what they mean is not.
 */
export interface ClientStore extends DeviceStore {
  /**
   * Does the work in one transaction that no other overlaps; work that waits is done in the order of the calls. The promise
   * settles when the writes are durable, so nothing that was read or written may be acted upon before. When the work throws,
   * its writes are undone and the error is passed on.
   * @throws {DeviceStoreError} The medium failed. What it holds is then unknown, and every later call fails too.
   */
  transact<T>(work: (transaction: StoreTransaction) => T | Promise<T>): Promise<T>;

  /** Finishes what is under way and lets go of the medium. Later calls fail with `store-closed`. */
  close(): Promise<void>;
}
