import { concat } from "../../crypto/bytes.js";
import type { Bytes32 } from "../bytes/id.js";
import { ConnectionTerms } from "../consent/connectionTerms.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import { readWithLength, withLength } from "./knownTerms.js";
import { stateKey } from "./stateKey.js";

/**
 * The terms of both sides under which an epoch was accepted, kept as long as its chain: its messages are judged by them,
 * whatever was signed since.
 */
export interface EpochTerms {
  readonly sender: ConnectionTerms;
  readonly recipient: ConnectionTerms;
}

export async function loadEpochTerms(
  transaction: DeviceTransaction, epochHash: Bytes32): Promise<EpochTerms | undefined> {
  const row = await transaction.get(DeviceTable.epochTerms, stateKey(epochHash));
  if (row === undefined) return undefined;
  const { terms: sender, end } = readWithLength(row, 0);
  const recipient = ConnectionTerms.parse(row.subarray(end));
  if (!recipient.ok) throw new Error(`The store holds terms that are not canonical: ${recipient.error}.`);
  return { sender, recipient: recipient.value };
}

export function saveEpochTerms(
  transaction: DeviceTransaction, epochHash: Bytes32, terms: EpochTerms, end: number): void {
  const row = concat(withLength(terms.sender), terms.recipient.bytes);
  putUntil(transaction, DeviceTable.epochTerms, stateKey(epochHash), row, end);
}
