import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { AgentCertificate } from "../cxe1/identity/agentCertificate.js";
import { oikHashOf, sameIdentity, type AgentIdentity, type PastKey } from "../cxe1/identity/agentIdentity.js";
import { Rotation } from "../cxe1/identity/rotation.js";
import { concat, fromHex, toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { ClientTable, idKey, numberKey, readNumber, readText, textKey } from "../live/clientTables.js";
import type { PeerKeys } from "../rest/models.js";
import type { StoreTransaction } from "../store/clientStore.js";
import type { AgentId } from "../wire/id.js";

// Which identity keys belong to which peer. Once pinned, nothing that a server says changes them, but what the pinned
// agent key itself has signed (CXE1, 5.6).

/** The pinned peer, who is known for certain; null where there is none. */
export function findPin(rows: StoreTransaction, agent: AgentId): AgentIdentity | null {
  const row = rows.get(ClientTable.peers, idKey(agent));
  if (row === null) return null;
  return { agent, aik: toHex(row.subarray(0, 32)), oik: toHex(row.subarray(32, 64)), ...readPast(row.subarray(80)) };
}

/** Pins a peer. A change of identity forgets what was remembered of the old one's devices, and lifts a suspension. */
export function keepPin(rows: StoreTransaction, identity: AgentIdentity): void {
  const before = findPin(rows, identity.agent);
  const key = idKey(identity.agent);
  if (before !== null && !sameIdentity(before, identity)) {
    rows.delete(DeviceTable.pins, key);
    for (const table of [ClientTable.deviceLists, ClientTable.certificates, ClientTable.viewers])
      for (const row of rows.scan(table, key)) rows.delete(table, row.key);
  }
  put(rows, identity);
  rows.delete(ClientTable.suspensions, key);
}

/** Pins what signed rotations have made of a pinned identity: what its earlier keys signed stays. */
export function followPin(rows: StoreTransaction, identity: AgentIdentity): void {
  put(rows, identity);
}

/** The rotations that a server shows; what is none is passed over. */
export function rotationsOf(keys: PeerKeys): Rotation[] {
  return keys.rotations.flatMap((bytes) => {
    const rotation = Rotation.parse(bytes);
    return rotation.ok ? [rotation.value] : [];
  });
}

/** Past keys as they stand behind an identity's row: each AIK 32 || until 8. */
export function pastBytes(identity: AgentIdentity): Uint8Array {
  return concat(...(identity.past ?? []).flatMap((one) => [fromHex(one.aik), numberKey(one.until)]));
}

/** Reads `pastBytes`. */
export function readPast(bytes: Uint8Array): { readonly past?: readonly PastKey[] } {
  if (bytes.length === 0) return {};
  const past: PastKey[] = [];
  for (let at = 0; at < bytes.length; at += 40)
    past.push({ aik: toHex(bytes.subarray(at, at + 32)), until: readNumber(bytes.subarray(at + 32, at + 40)) });
  return { past };
}

function put(rows: StoreTransaction, identity: AgentIdentity): void {
  const key = idKey(identity.agent);
  const kept = rows.get(ClientTable.peers, key)?.slice(64, 80) ?? new Uint8Array(16);
  rows.put(ClientTable.peers, key, concat(fromHex(identity.aik), fromHex(identity.oik), kept, pastBytes(identity)));
}

/** Why the connection with a peer was stopped from here; null where it was not. */
export function suspensionOf(rows: StoreTransaction, agent: AgentId): string | null {
  const row = rows.get(ClientTable.suspensions, idKey(agent));
  return row === null ? null : readText(row);
}

/** Stops the connection with a peer until it is trusted again. */
export function keepSuspension(rows: StoreTransaction, agent: AgentId, reason: string): void {
  rows.put(ClientTable.suspensions, idKey(agent), textKey(reason));
}

/**
 * The identity that a certificate claims, if the owner's key signed it.
 * @throws {ExchangeError} `peer-identity-invalid`.
 */
export async function claimedIdentity(
  agent: AgentId, certificate: Uint8Array, ownerKey: Uint8Array,
): Promise<AgentIdentity> {
  const parsed = AgentCertificate.parse(certificate);
  if (parsed.ok && ownerKey.length === 32) {
    const identity = { agent, aik: parsed.value.aik, oik: toHex(ownerKey) };
    if (parsed.value.agent === agent && parsed.value.oikHash === oikHashOf(identity)
      && await parsed.value.verifySignature(identity.oik))
      return identity;
  }
  throw new ExchangeError(
    "peer-identity-invalid", `The certificate of ${agent} is not signed by its owner's key: do not send to it.`);
}
