import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, ZERO_BYTES32 } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import type { EnvelopeView } from "../messages/envelopeView.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import { stateKey } from "./stateKey.js";

// Which envelope had which sequence of a sender device, and which one it named as its predecessor. Messages may come in
// any order; whatever two neighbours are known must fit together.

/** Whose sequence it is. */
export interface SenderPlace {
  readonly connection: Id;
  readonly agent: Id;
  readonly device: Id;
  readonly sequence: number;
}

interface HistoryRow {
  readonly hash: Bytes32;
  readonly previous: Bytes32;
}

/**
 * Whether an envelope fits to what is known, and whether the one before it is known, or it is the first.
 */
export async function checkHistory(
  transaction: DeviceTransaction, envelope: EnvelopeView): Promise<{ error: Cxe1Error; hasPredecessor: boolean }> {
  const { sequence, previousHash } = envelope.fields;
  const isFirst = sequence === 1;
  const same = await find(transaction, envelope, 0);
  if (same !== undefined && same.hash !== envelope.hash) return refusal("SequenceReused");
  if (isFirst !== (previousHash === ZERO_BYTES32)) return refusal("HistoryForked");
  const before = isFirst ? undefined : await find(transaction, envelope, -1);
  if (before !== undefined && before.hash !== previousHash) return refusal("HistoryForked");
  const after = await find(transaction, envelope, 1);
  if (after !== undefined && after.previous !== ZERO_BYTES32 && after.previous !== envelope.hash)
    return refusal("HistoryForked");
  return { error: "None", hasPredecessor: isFirst || before !== undefined };
}

/** Notes a received envelope. */
export function addToHistory(transaction: DeviceTransaction, envelope: EnvelopeView, now: number): void {
  put(transaction, keyOf(placeOf(envelope)), { hash: envelope.hash, previous: envelope.fields.previousHash }, now);
}

/** Notes a sequence of which only the hash is known, because the message was withheld. */
export async function addWithheld(
  transaction: DeviceTransaction, place: SenderPlace, envelopeHash: Bytes32, now: number): Promise<Cxe1Error> {
  const key = keyOf(place);
  const known = read(await transaction.get(DeviceTable.history, key));
  if (known !== undefined) return known.hash === envelopeHash ? "None" : "SequenceReused";
  put(transaction, key, { hash: envelopeHash, previous: ZERO_BYTES32 }, now);
  return "None";
}

async function find(
  transaction: DeviceTransaction, envelope: EnvelopeView, offset: number): Promise<HistoryRow | undefined> {
  const sequence = envelope.fields.sequence + offset;
  if (sequence > Cxe1Limits.maxNumber) return undefined;
  return read(await transaction.get(DeviceTable.history, keyOf({ ...placeOf(envelope), sequence })));
}

function placeOf({ fields }: EnvelopeView): SenderPlace {
  return {
    connection: fields.connection,
    agent: fields.senderAgent,
    device: fields.senderDevice,
    sequence: fields.sequence,
  };
}

function keyOf({ connection, agent, device, sequence }: SenderPlace): Uint8Array {
  return stateKey(connection, agent, device, sequence);
}

function put(transaction: DeviceTransaction, key: Uint8Array, { hash, previous }: HistoryRow, now: number): void {
  const row = new Uint8Array(64);
  const writer = new WireWriter(row);
  writer.bytes32(hash);
  writer.bytes32(previous);
  putUntil(transaction, DeviceTable.history, key, row, now + Cxe1Limits.receivingStateKept);
}

function read(row: Uint8Array | undefined): HistoryRow | undefined {
  if (row === undefined) return undefined;
  const reader = new WireReader(row);
  return { hash: reader.bytes32(), previous: reader.bytes32() };
}

function refusal(error: Cxe1Error): { error: Cxe1Error; hasPredecessor: boolean } {
  return { error, hasPredecessor: false };
}
