import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { inTransaction, type DeviceTable } from "../cxe1/device/deviceStore.js";
import { putUntil } from "../cxe1/device/expiringState.js";
import type { OutboxItem } from "../cxe1/device/outbox.js";
import type { OutgoingMessage } from "../cxe1/device/outgoingMessage.js";
import { EnvelopeView } from "../cxe1/messages/envelopeView.js";
import { concat } from "../crypto/index.js";
import type { StoreTransaction } from "../store/clientStore.js";
import type { ConnectionId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import { ClientTable, idKey, numberKey } from "./clientTables.js";

// The lineages of answers: by their sequence until they are settled, and by the message that they answer for as long as
// an answer may have to be sealed again.

const nothing = new Uint8Array(0);
const kept = 2 * Cxe1Limits.receivingStateKept;

/** Keeps the lineage that goes along with an answer, within the device's work. */
export async function keepAnswered(
  { worker, clock }: ClientCore, { parentId }: OutgoingMessage, lineage: Uint8Array,
): Promise<void> {
  if (parentId === undefined) return;
  await inTransaction(worker.joined, async (part) => {
    const table = ClientTable.sentLineages as unknown as DeviceTable;
    putUntil(part, table, idKey(parentId), lineage, clock.now() + kept);
    await part.commit();
  });
}

/** The lineage that goes along with an envelope; empty for one that answers nothing. */
export function answeredLineage(rows: StoreTransaction, envelope: Uint8Array): Uint8Array {
  const view = EnvelopeView.parse(envelope);
  const row = view.ok ? rows.get(ClientTable.sentLineages, idKey(view.value.fields.parentId)) : null;
  return row ?? nothing;
}

/** Keeps the lineage that goes along with a message until it is settled. */
export function keepLineage(
  rows: StoreTransaction, connection: ConnectionId, sequence: number, lineage: Uint8Array,
): void {
  if (lineage.length > 0) rows.put(ClientTable.lineages, keyOf(connection, sequence), lineage);
}

/** The lineage of a message that is settled or sealed anew; empty where it has none. */
export function takeLineage(rows: StoreTransaction, connection: ConnectionId, sequence: number): Uint8Array {
  const key = keyOf(connection, sequence);
  const lineage = rows.get(ClientTable.lineages, key) ?? nothing;
  rows.delete(ClientTable.lineages, key);
  return lineage;
}

/** The lineage of what an earlier run left; empty for an epoch. */
export function lineageOfItem(rows: StoreTransaction, { isEpoch, connection, bytes }: OutboxItem): Uint8Array {
  const envelope = isEpoch ? null : EnvelopeView.parse(bytes);
  if (envelope?.ok !== true) return nothing;
  return rows.get(ClientTable.lineages, keyOf(connection, envelope.value.fields.sequence)) ?? nothing;
}

function keyOf(connection: ConnectionId, sequence: number): Uint8Array {
  return concat(idKey(connection), numberKey(sequence));
}
