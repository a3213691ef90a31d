import { type Bytes32, type Id, ZERO_BYTES32 } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { stateKey } from "./stateKey.js";

/**
 * What a sender must remember of one connection over a restart. No key is among it: a sending chain lives in memory
 * only.
 */
export interface SendingState {
  readonly epochNumber: number;
  readonly sequence: number;
  readonly lastEnvelope: Bytes32;
  readonly outboxPosition: number;
}

export async function loadSendingState(transaction: DeviceTransaction, connection: Id): Promise<SendingState> {
  const row = await transaction.get(DeviceTable.sending, stateKey(connection));
  if (row === undefined) return { epochNumber: 0, sequence: 0, lastEnvelope: ZERO_BYTES32, outboxPosition: 0 };
  const reader = new WireReader(row);
  return {
    epochNumber: reader.uint32(),
    sequence: reader.uint53(),
    lastEnvelope: reader.bytes32(),
    outboxPosition: reader.uint53(),
  };
}

export function saveSendingState(transaction: DeviceTransaction, connection: Id, state: SendingState): void {
  const row = new Uint8Array(4 + 8 + 32 + 8);
  const writer = new WireWriter(row);
  writer.uint32(state.epochNumber);
  writer.uint53(state.sequence);
  writer.bytes32(state.lastEnvelope);
  writer.uint53(state.outboxPosition);
  transaction.put(DeviceTable.sending, stateKey(connection), row);
}
