import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { stateKey } from "./stateKey.js";

/**
 * Compares a directory with the newest device list seen before and remembers it if it is newer, so that a server cannot
 * bring a revoked device back.
 */
export async function checkPin(transaction: DeviceTransaction, directory: AgentDirectory): Promise<Cxe1Error> {
  const newest = directory.devices;
  const key = stateKey(newest.agent);
  const pinned = await transaction.get(DeviceTable.pins, key);
  if (pinned !== undefined) {
    const reader = new WireReader(pinned);
    const [version, hash] = [reader.uint32(), reader.bytes32()];
    if (newest.version < version) return "DirectoryStale";
    const same = directory.list(version);
    if (same !== undefined && same.hash !== hash) return "HistoryForked";
    if (newest.version === version) return "None";
  }
  const row = new Uint8Array(4 + 32);
  const writer = new WireWriter(row);
  writer.uint32(newest.version);
  writer.bytes32(newest.hash);
  transaction.put(DeviceTable.pins, key, row);
  return "None";
}
