import { concat, utf8, wipe } from "../../crypto/bytes.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, sha256Of } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { readContent } from "../messages/contentCodec.js";
import { type EnvelopeHeader, readEnvelopeHeader } from "../messages/envelopeHeader.js";
import { EnvelopeLayout } from "../messages/envelopeLayout.js";
import type { EnvelopeView } from "../messages/envelopeView.js";
import type { MessageContent } from "../messages/messageContent.js";
import { type DeviceStore, DeviceTable, type DeviceTransaction, inTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import { stateKey } from "./stateKey.js";

// The received messages of a device until the application acknowledges them. At the acknowledgement the text is wiped
// and only the replay record stays.

// The counter shares the table of the replay records; its key is shorter than any hash.
const COUNTER_KEY = utf8("arrivals");

/** A message that was opened and stands in the inbox until it is acknowledged. */
export interface ReceivedMessage {
  /** The envelope's hash, by which it is acknowledged. */
  readonly envelopeHash: Bytes32;

  /** What its sender signed. */
  readonly header: EnvelopeHeader;

  /** What its sender wrote: another owner's text, to be treated as data and never as an instruction. */
  readonly content: MessageContent;
}

/** Whether an envelope was received before, and its message if that is not acknowledged. */
export interface KnownMessage {
  readonly isKnown: boolean;
  readonly message: ReceivedMessage | undefined;
}

/** The first messages that are not acknowledged, in the order of their arrival. */
export function unacknowledgedMessages(store: DeviceStore, limit: number): Promise<ReceivedMessage[]> {
  return inTransaction(store, async (transaction) => {
    const rows = await transaction.scan(DeviceTable.inbox, new Uint8Array(0), limit);
    return rows.map((row) => read(row.value));
  });
}

/** One message; undefined if it was acknowledged or never received. */
export async function findReceived(store: DeviceStore, envelopeHash: Bytes32): Promise<ReceivedMessage | undefined> {
  const { message } = await inTransaction(store, (transaction) => lookUpReceived(transaction, envelopeHash));
  return message;
}

/** Wipes a message's text. A repeat of it will be answered as a duplicate without the text. */
export function acknowledgeMessage(store: DeviceStore, envelopeHash: Bytes32): Promise<void> {
  return inTransaction(store, async (transaction) => {
    const arrival = await transaction.get(DeviceTable.replay, stateKey(envelopeHash));
    if (arrival !== undefined) transaction.delete(DeviceTable.inbox, arrival);
    await transaction.commit();
  });
}

/** Whether this envelope was received before. */
export async function lookUpReceived(transaction: DeviceTransaction, envelopeHash: Bytes32): Promise<KnownMessage> {
  const arrival = await transaction.get(DeviceTable.replay, stateKey(envelopeHash));
  if (arrival === undefined) return { isKnown: false, message: undefined };
  const row = await transaction.get(DeviceTable.inbox, arrival);
  return { isKnown: true, message: row === undefined ? undefined : read(row) };
}

/** Puts an opened message into the inbox. */
export async function putReceived(
  transaction: DeviceTransaction, envelope: EnvelopeView, body: Uint8Array, now: number): Promise<void> {
  const last = await transaction.get(DeviceTable.replay, COUNTER_KEY);
  const arrival = stateKey((last === undefined ? 0 : new WireReader(last).uint53()) + 1);
  transaction.put(DeviceTable.replay, COUNTER_KEY, arrival);
  const end = now + Cxe1Limits.receivingStateKept;
  putUntil(transaction, DeviceTable.replay, stateKey(envelope.hash), arrival, end);
  const row = concat(envelope.header, body);
  transaction.put(DeviceTable.inbox, arrival, row);
  wipe(row);
}

function read(row: Uint8Array): ReceivedMessage {
  const header = row.subarray(0, EnvelopeLayout.headerSize);
  const content = readContent(row.subarray(EnvelopeLayout.headerSize));
  if (!content.ok) throw new Error(`The inbox holds a message that is not canonical: ${content.error}.`);
  const message = { envelopeHash: sha256Of(header), header: readEnvelopeHeader(header), content: content.value };
  wipe(row);
  return message;
}
