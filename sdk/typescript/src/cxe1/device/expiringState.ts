import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { type DeviceStore, DeviceTable, type DeviceTransaction, inTransaction } from "./deviceStore.js";

// Keys and records whose time is over are destroyed. Rows are noted when they are written, under a key that starts with
// the time, so the due ones are always the first.

const BATCH = 1_000;
const NOTHING = new Uint8Array(0);

/**
 * Destroys everything that is due, in transactions of at most 1,000 rows.
 * @param now Unix milliseconds.
 * @returns The number of rows that were due.
 */
export async function destroyExpired(store: DeviceStore, now: number): Promise<number> {
  let total = 0;
  let due: number;
  do {
    due = await inTransaction(store, (transaction) => destroyBatch(transaction, now));
    total += due;
  } while (due === BATCH);
  return total;
}

/** Writes a row and notes its end. Of several notes for one key the earliest destroys the row. */
export function putUntil(
  transaction: DeviceTransaction, table: DeviceTable, key: Uint8Array, value: Uint8Array, end: number): void {
  transaction.put(table, key, value);
  const note = new Uint8Array(8 + 1 + key.length);
  const writer = new WireWriter(note);
  writer.uint53(end);
  writer.byte(table);
  writer.bytes(key);
  transaction.put(DeviceTable.expiry, note, NOTHING);
}

async function destroyBatch(transaction: DeviceTransaction, now: number): Promise<number> {
  let due = 0;
  for (const { key: note } of await transaction.scan(DeviceTable.expiry, NOTHING, BATCH)) {
    const reader = new WireReader(note);
    if (reader.uint53() > now) break;
    transaction.delete(reader.byte() as DeviceTable, note.subarray(9));
    transaction.delete(DeviceTable.expiry, note);
    due++;
  }
  await transaction.commit();
  return due;
}
