import { concat } from "../../crypto/bytes.js";
import type { Id } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { type DeviceRow, type DeviceStore, DeviceTable, type DeviceTransaction, inTransaction } from "./deviceStore.js";
import { stateKey } from "./stateKey.js";

// What one connection has sealed and the server has not settled yet. The transaction that seals also puts here, so a
// crash loses neither the bytes nor the number that they carry.

const EPOCH_ROW = 1;
const ENVELOPE_ROW = 2;

/** Something to deliver to the server: exactly these bytes, as often as needed, until the server settles it. */
export interface OutboxItem {
  /** The connection. */
  readonly connection: Id;

  /** The place in the connection's outbox; earlier items are delivered first. */
  readonly position: number;

  /** An epoch record, else an envelope. */
  readonly isEpoch: boolean;

  /** The complete record or envelope. */
  readonly bytes: Uint8Array;
}

/** The next items in the order of delivery. */
export function pendingItems(store: DeviceStore, connection: Id, limit: number): Promise<OutboxItem[]> {
  return inTransaction(store, (transaction) => readPending(transaction, connection, limit));
}

/** Removes an item that the server has settled: accepted, held or finally refused. */
export function settleItem(store: DeviceStore, connection: Id, position: number): Promise<void> {
  return inTransaction(store, async (transaction) => {
    removeItem(transaction, connection, position);
    await transaction.commit();
  });
}

export async function readPending(
  transaction: DeviceTransaction, connection: Id, limit: number): Promise<OutboxItem[]> {
  const rows = await transaction.scan(DeviceTable.outbox, stateKey(connection), limit);
  return rows.map((row) => read(connection, row));
}

export function removeItem(transaction: DeviceTransaction, connection: Id, position: number): void {
  transaction.delete(DeviceTable.outbox, stateKey(connection, position));
}

export function putItem(transaction: DeviceTransaction, item: OutboxItem): void {
  const row = concat(Uint8Array.of(item.isEpoch ? EPOCH_ROW : ENVELOPE_ROW), item.bytes);
  transaction.put(DeviceTable.outbox, stateKey(item.connection, item.position), row);
}

function read(connection: Id, { key, value }: DeviceRow): OutboxItem {
  const position = new WireReader(key, 16).uint53();
  return { connection, position, isEpoch: value[0] === EPOCH_ROW, bytes: value.subarray(1) };
}
