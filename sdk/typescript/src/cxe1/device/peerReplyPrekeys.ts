import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Id } from "../bytes/id.js";
import { Prekey } from "../identity/prekey.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { stateKey } from "./stateKey.js";

// The newest reply prekey that each other device made for this one. Each is used for one epoch at most.

/** Keeps a key from an accepted epoch unless a newer one of the same device is here. */
export async function keepReplyPrekey(
  transaction: DeviceTransaction, connection: Id, prekey: Prekey): Promise<void> {
  const key = stateKey(connection, prekey.agent, prekey.device);
  const known = read(await transaction.get(DeviceTable.peerReplyPrekeys, key));
  if (known !== undefined && known.created >= prekey.created) return;
  transaction.put(DeviceTable.peerReplyPrekeys, key, prekey.bytes);
}

/** The usable keys of a connection. */
export async function usableReplyPrekeys(
  transaction: DeviceTransaction, connection: Id, now: number): Promise<Prekey[]> {
  const rows = await transaction.scan(DeviceTable.peerReplyPrekeys, stateKey(connection), Cxe1Limits.rosterEntries);
  return rows
    .map((row) => read(row.value))
    .filter((prekey) => prekey !== undefined)
    .filter((prekey) => prekey.isUsableAt(now));
}

/** Forgets a key that an epoch was opened with. */
export function consumeReplyPrekey(transaction: DeviceTransaction, connection: Id, prekey: Prekey): void {
  transaction.delete(DeviceTable.peerReplyPrekeys, stateKey(connection, prekey.agent, prekey.device));
}

function read(row: Uint8Array | undefined): Prekey | undefined {
  if (row === undefined) return undefined;
  const parsed = Prekey.parse(row);
  return parsed.ok ? parsed.value : undefined;
}
