/** The tables of a device's state. The numbers are stored and never change their meaning. */
export const DeviceTable = {
  /** This device's ids, signing key and certificate. Holds secrets. */
  identity: 1,
  /** Private halves of prekeys by key id. Holds secrets. */
  prekeys: 2,
  /** Last epoch number, sequence and envelope hash by connection. */
  sending: 3,
  /** Sealed epochs and envelopes that the server has not settled. */
  outbox: 4,
  /** Receiving chains by epoch hash. Holds secrets. */
  chains: 5,
  /** Message keys of messages that were passed over, by epoch hash and n. Holds secrets. */
  skippedKeys: 6,
  /** Epoch hash by connection, sender device and epoch number. */
  epochNumbers: 7,
  /** Arrival number by envelope hash: what was received before. */
  replay: 8,
  /** Received messages that the application has not acknowledged, by arrival number. Holds plaintext. */
  inbox: 9,
  /** Envelope hashes by connection, sender device and sequence. */
  history: 10,
  /** Hash of the last envelope received, by connection. */
  lastReceived: 11,
  /** The newest reply prekey of each peer device, by connection. */
  peerReplyPrekeys: 12,
  /** One-time prekeys of peers that were used, by key id. */
  usedPrekeys: 13,
  /** The newest device list seen, by agent. */
  pins: 14,
  /** What is destroyed when, by time. */
  expiry: 15,
  /** Headers and texts of sent messages that no reader has acknowledged, by envelope hash. Holds plaintext. */
  sent: 16,
  // 17 held the hashes of terms before these were signed.
  /** The newest signed terms of each side, oldest first, by connection and agent. */
  knownTerms: 18,
  /** The terms of both sides under which an epoch was accepted, by epoch hash. */
  epochTerms: 19,
  /** Hashes of the envelopes in `sent`, by epoch hash and n. */
  sentByEpoch: 20,
  /** Envelopes in `sent` whose text was sealed again already, by envelope hash. */
  resealed: 21,
} as const;

/** A value of `DeviceTable`. */
export type DeviceTable = (typeof DeviceTable)[keyof typeof DeviceTable];

/** One row of a device's state. */
export interface DeviceRow {
  /** At most 72 bytes. */
  readonly key: Uint8Array;

  /** At most about 132 KiB. */
  readonly value: Uint8Array;
}

/**
 * Where a device keeps its state: ordered tables of byte strings with transactions. What the bytes mean is CXE1's
 * business; that they survive every crash, all of a transaction or nothing of it, is the store's.
 */
export interface DeviceStore {
  /**
   * Starts a transaction that no other one overlaps, in this page or process or another; waits until that is so.
   * Failures of the medium are exceptions.
   */
  begin(): Promise<DeviceTransaction>;
}

/**
 * One transaction. Reads see its own writes. It may wait for other things than the store between its calls, so a store
 * on IndexedDB buffers the writes and applies them in one go.
 */
export interface DeviceTransaction {
  /** The value of a row, a copy; undefined if there is none. */
  get(table: DeviceTable, key: Uint8Array): Promise<Uint8Array | undefined>;

  /** Inserts a row or replaces its value. Key and value are copied. */
  put(table: DeviceTable, key: Uint8Array, value: Uint8Array): void;

  /** Removes a row; an absent one is no error. */
  delete(table: DeviceTable, key: Uint8Array): void;

  /**
   * The first rows whose keys start with a prefix, in ascending unsigned bytewise order of the keys.
   * @param prefix May be empty: all rows.
   * @param limit At most this many rows; may be Infinity.
   */
  scan(table: DeviceTable, prefix: Uint8Array, limit: number): Promise<DeviceRow[]>;

  /**
   * Makes the writes durable: on the disk, not only handed to the operating system. If it fails, the outcome may be
   * either; whoever called must not rely on one.
   */
  commit(): Promise<void>;

  /** Ends the transaction, exactly once, also after `commit`. Without a commit all its writes are undone. */
  end(): void;
}

/** Runs work in a transaction that ends however the work does. The work commits. */
export async function inTransaction<T>(
  store: DeviceStore, work: (transaction: DeviceTransaction) => Promise<T>): Promise<T> {
  const transaction = await store.begin();
  try {
    return await work(transaction);
  } finally {
    transaction.end();
  }
}
