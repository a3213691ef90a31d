import { wipe } from "../../crypto/bytes.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { RATCHET_KEY_SIZE } from "../messages/messageKeys.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import type { ReceivingChain } from "./receivingChain.js";
import { placeKey } from "./stateKey.js";

// Message keys of messages that were passed over: at most 1,000 a device, for at most 8 days. When there is no room, the
// connection that needs it loses its own oldest keys first, so that no peer can push out another's.

const ROW_SIZE = RATCHET_KEY_SIZE + 16 + 8;

/** The key of a message that was passed over, which the caller wipes; it is no longer kept. */
export async function takeSkippedKey(
  transaction: DeviceTransaction, epochHash: Bytes32, index: number): Promise<Uint8Array | undefined> {
  const key = placeKey(epochHash, index);
  const row = await transaction.get(DeviceTable.skippedKeys, key);
  if (row === undefined) return undefined;
  const messageKey = row.slice(0, RATCHET_KEY_SIZE);
  wipe(row);
  transaction.delete(DeviceTable.skippedKeys, key);
  return messageKey;
}

/** Keeps the keys of the messages from the chain's next one up to, and without, an index. */
export async function skipKeys(
  transaction: DeviceTransaction, chain: ReceivingChain, epochHash: Bytes32, upTo: number, now: number): Promise<void> {
  const count = upTo - chain.next;
  if (count <= 0) return;
  await makeRoom(transaction, chain.signer.connection, count);
  while (chain.next < upTo) {
    const key = placeKey(epochHash, chain.next);
    const row = new Uint8Array(ROW_SIZE);
    const messageKey = chain.takeMessageKey();
    const writer = new WireWriter(row);
    writer.bytes(messageKey);
    writer.id(chain.signer.connection);
    writer.uint53(now);
    putUntil(transaction, DeviceTable.skippedKeys, key, row, chain.end);
    wipe(row, messageKey);
  }
}

async function makeRoom(transaction: DeviceTransaction, connection: Id, count: number): Promise<void> {
  const rows = await transaction.scan(DeviceTable.skippedKeys, new Uint8Array(0), Cxe1Limits.skippedKeys);
  const excess = rows.length + count - Cxe1Limits.skippedKeys;
  const kept = rows.map(({ key, value }) => {
    const reader = new WireReader(value, RATCHET_KEY_SIZE);
    const isOwn = reader.id() === connection;
    const at = reader.uint53();
    wipe(value);
    return { key, isOwn, at };
  });
  if (excess <= 0) return;
  kept.sort((left, right) => Number(right.isOwn) - Number(left.isOwn) || left.at - right.at);
  for (const { key } of kept.slice(0, excess)) transaction.delete(DeviceTable.skippedKeys, key);
}
