import { concat, toHex, wipe } from "../../crypto/bytes.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, ZERO_ID } from "../bytes/id.js";
import { readContent } from "../messages/contentCodec.js";
import { readEnvelopeHeader } from "../messages/envelopeHeader.js";
import { EnvelopeLayout } from "../messages/envelopeLayout.js";
import { type DeviceStore, DeviceTable, type DeviceTransaction, inTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import type { OutgoingMessage } from "./outgoingMessage.js";
import { placeKey, stateKey } from "./stateKey.js";

// The texts that this device sent, kept until their reader acknowledges, at most for 8 days: what cannot be opened is
// sealed again from here.

/** Forgets a text, because its reader has acknowledged the message. */
export function forgetSent(store: DeviceStore, envelopeHash: Bytes32): Promise<void> {
  return inTransaction(store, async (transaction) => {
    await dropSent(transaction, envelopeHash);
    await transaction.commit();
  });
}

/**
 * The message that was sealed as this envelope; undefined if it is not (or no longer) here. A device that has to enrol
 * as a new one takes its unacknowledged texts along.
 */
export function findSent(store: DeviceStore, envelopeHash: Bytes32): Promise<OutgoingMessage | undefined> {
  return inTransaction(store, (transaction) => readSent(transaction, envelopeHash));
}

export async function dropSent(transaction: DeviceTransaction, envelopeHash: Bytes32): Promise<void> {
  const key = stateKey(envelopeHash);
  const row = await transaction.get(DeviceTable.sent, key);
  if (row !== undefined) {
    transaction.delete(DeviceTable.sentByEpoch, placeOf(row));
    wipe(row);
  }
  transaction.delete(DeviceTable.sent, key);
  transaction.delete(DeviceTable.resealed, key);
}

export async function readSent(
  transaction: DeviceTransaction, envelopeHash: Bytes32): Promise<OutgoingMessage | undefined> {
  const row = await transaction.get(DeviceTable.sent, stateKey(envelopeHash));
  if (row === undefined) return undefined;
  const header = readEnvelopeHeader(row);
  const content = readContent(row.subarray(EnvelopeLayout.headerSize));
  wipe(row);
  if (!content.ok) return undefined;
  return {
    category: header.category,
    requested: header.requested,
    timeToLive: header.timeToLive,
    rootId: header.rootId === header.envelopeId ? undefined : header.rootId,
    parentId: header.parentId === ZERO_ID ? undefined : header.parentId,
    hop: header.hop,
    maxHops: header.maxHops,
    budget: header.budget,
    origin: header.origin,
    taint: header.taint,
    content: content.value,
  };
}

/** The envelopes of an epoch whose texts are still here, in the order of their sealing. */
export async function sentOfEpoch(transaction: DeviceTransaction, epochHash: Bytes32): Promise<Bytes32[]> {
  const rows = await transaction.scan(DeviceTable.sentByEpoch, stateKey(epochHash), Cxe1Limits.messagesPerEpoch);
  return rows.map((row) => toHex(row.value));
}

/** The epoch under which a text that is still here was sealed; undefined if the text is gone. */
export async function epochOfSent(
  transaction: DeviceTransaction, envelopeHash: Bytes32): Promise<Bytes32 | undefined> {
  const row = await transaction.get(DeviceTable.sent, stateKey(envelopeHash));
  if (row === undefined) return undefined;
  const { epochHash } = readEnvelopeHeader(row);
  wipe(row);
  return epochHash;
}

/** Whether this envelope is itself a text's second sealing. */
export async function isResealed(transaction: DeviceTransaction, envelopeHash: Bytes32): Promise<boolean> {
  return (await transaction.get(DeviceTable.resealed, stateKey(envelopeHash))) !== undefined;
}

/** Notes that this envelope is a text's second sealing: there is no third. */
export function markResealed(transaction: DeviceTransaction, envelopeHash: Bytes32, now: number): void {
  const end = now + Cxe1Limits.receivingStateKept;
  putUntil(transaction, DeviceTable.resealed, stateKey(envelopeHash), Uint8Array.of(1), end);
}

/** Keeps a text that was just sealed. */
export function keepSent(
  transaction: DeviceTransaction, envelopeHash: Bytes32, header: Uint8Array, body: Uint8Array, now: number): void {
  const row = concat(header, body);
  const end = now + Cxe1Limits.receivingStateKept;
  const key = stateKey(envelopeHash);
  putUntil(transaction, DeviceTable.sent, key, row, end);
  putUntil(transaction, DeviceTable.sentByEpoch, placeOf(row), key, end);
  wipe(row);
}

function placeOf(row: Uint8Array): Uint8Array {
  const { epochHash, index } = readEnvelopeHeader(row);
  return placeKey(epochHash, index);
}
