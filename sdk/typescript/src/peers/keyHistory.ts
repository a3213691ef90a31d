import { AgentDirectory } from "../cxe1/identity/agentDirectory.js";
import { hasSigned, oikHashOf, type AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { DeviceCertificate } from "../cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../cxe1/identity/deviceList.js";
import { Prekey } from "../cxe1/identity/prekey.js";
import { ViewerCertificate } from "../cxe1/identity/viewerCertificate.js";
import { EpochView } from "../cxe1/epochs/epochView.js";
import { ReaderKind } from "../cxe1/epochs/rosterEntry.js";
import { refused, type Result } from "../cxe1/bytes/result.js";
import { compareBytes, concat, fromHex } from "../crypto/index.js";
import { ClientTable, idKey, numberKey } from "../live/clientTables.js";
import type { PeerKeys } from "../rest/models.js";
import type { ClientStore, StoreTransaction } from "../store/clientStore.js";
import type { AgentId } from "../wire/id.js";

// The device lists, certificates and viewers of each agent that this device has seen. A server hands out recent ones
// only; epochs under way and history name earlier ones.

/** What of a server's answer the pinned identity signed; the rest is left out. */
interface Believed {
  readonly lists: readonly DeviceList[];
  readonly certificates: readonly DeviceCertificate[];
  readonly viewers: readonly ViewerCertificate[];
}

/**
 * Checks a server's answer against the pinned identity, remembers what holds, and makes a directory of all that is
 * known.
 */
export async function learnKeys(
  store: ClientStore, identity: AgentIdentity, keys: PeerKeys, oneTimePrekeys: readonly Uint8Array[],
): Promise<Result<AgentDirectory>> {
  const believed = await believe(identity, keys);
  // Earlier lists may be by keys that nobody vouches for any more; the one in force never is.
  const { directory: inForce } = keys;
  if (inForce !== null && !believed.lists.some(({ bytes }) => compareBytes(bytes, inForce) === 0))
    return refused("SignatureInvalid");
  const known = await store.transact((rows) =>
    keep(rows, identity.agent, believed) ? null : read(rows, identity.agent));
  if (known === null) return refused("HistoryForked");
  const prekeys = [...keys.prekeys, ...oneTimePrekeys].flatMap((bytes) => valueOf(Prekey.parse(bytes)));
  return AgentDirectory.verify(identity, { ...known, prekeys });
}

/** Remembers records that this device signed itself. */
export async function keepOwn(
  store: ClientStore, agent: AgentId, records: Partial<Believed>,
): Promise<void> {
  await store.transact((rows) => void keep(rows, agent, { lists: [], certificates: [], viewers: [], ...records }));
}

/** The newest device list seen of an agent; null before the first. */
export async function newestList(store: ClientStore, agent: AgentId): Promise<DeviceList | null> {
  const { lists } = await store.transact((rows) => read(rows, agent));
  return lists.at(-1) ?? null;
}

/**
 * Whether every reader of an epoch is, or was, a device or viewer of one of the two sides: then a roster that the
 * newest lists do not justify is one that a removal overtook, and not somebody who was let in.
 */
export async function namesOnlyKnown(store: ClientStore, record: Uint8Array): Promise<boolean> {
  const epoch = EpochView.parse(record);
  if (!epoch.ok) return false;
  return store.transact((rows) => epoch.value.entries.every(({ agent, device, kind }) => {
    const scan = (table: number): Uint8Array[] => rows.scan(table, idKey(agent)).map(({ value }) => value);
    return kind === ReaderKind.device
      ? scan(ClientTable.deviceLists).flatMap((row) => valueOf(DeviceList.parse(row)))
        .some((list) => list.find(device) !== undefined)
      : scan(ClientTable.viewers).flatMap((row) => valueOf(ViewerCertificate.parse(row)))
        .some(({ viewer }) => viewer === device);
  }));
}

async function believe(identity: AgentIdentity, keys: PeerKeys): Promise<Believed> {
  const oikHash = oikHashOf(identity);
  const lists = [...keys.directories, ...(keys.directory === null ? [] : [keys.directory])]
    .flatMap((bytes) => valueOf(DeviceList.parse(bytes)))
    .filter((list) => list.agent === identity.agent);
  const certificates = keys.deviceCertificates.flatMap((bytes) => valueOf(DeviceCertificate.parse(bytes)))
    .filter((one) => one.agent === identity.agent);
  const viewers = keys.viewers.flatMap((bytes) => valueOf(ViewerCertificate.parse(bytes)))
    .filter((one) => one.oikHash === oikHash);
  return {
    lists: await those(lists, (list) => hasSigned(identity, list)),
    certificates: await those(certificates, (one) => hasSigned(identity, one)),
    viewers: await those(viewers, (one) => one.verifySignature(identity.oik)),
  };
}

async function those<R>(records: readonly R[], isSigned: (record: R) => Promise<boolean>): Promise<R[]> {
  const holds = await Promise.all(records.map(isSigned));
  return records.filter((_, i) => holds[i]);
}

/** Returns whether a list contradicts one that was seen before: the first that was seen of a version stays. */
function keep(rows: StoreTransaction, agent: AgentId, { lists, certificates, viewers }: Believed): boolean {
  const key = idKey(agent);
  let isForked = false;
  for (const list of lists) {
    const place = concat(key, numberKey(list.version));
    const row = rows.get(ClientTable.deviceLists, place);
    const seen = row === null ? [] : valueOf(DeviceList.parse(row));
    if (seen[0] !== undefined && seen[0].hash !== list.hash) isForked = true;
    else rows.put(ClientTable.deviceLists, place, list.bytes);
  }
  for (const one of certificates) rows.put(ClientTable.certificates, concat(key, fromHex(one.hash)), one.bytes);
  for (const one of viewers) rows.put(ClientTable.viewers, concat(key, fromHex(one.hash)), one.bytes);
  return isForked;
}

function read(rows: StoreTransaction, agent: AgentId): {
  lists: DeviceList[]; certificates: DeviceCertificate[]; viewers: ViewerCertificate[];
} {
  const key = idKey(agent);
  let lists: DeviceList[] = [];
  for (const row of rows.scan(ClientTable.deviceLists, key)) {
    for (const list of valueOf(DeviceList.parse(row.value))) {
      // The longest run without a gap that ends with the newest.
      if (lists.length > 0 && lists.at(-1)!.version + 1 !== list.version) lists = [];
      lists.push(list);
    }
  }
  return {
    lists,
    certificates: rows.scan(ClientTable.certificates, key)
      .flatMap((row) => valueOf(DeviceCertificate.parse(row.value))),
    viewers: rows.scan(ClientTable.viewers, key).flatMap((row) => valueOf(ViewerCertificate.parse(row.value))),
  };
}

/** What was parsed, or nothing: records that are no records are not the pinned identity's. */
function valueOf<T>(result: Result<T>): T[] {
  return result.ok ? [result.value] : [];
}
