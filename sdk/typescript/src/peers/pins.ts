import { ZERO_ID, type Id } from "../cxe1/bytes/id.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { AgentCertificate } from "../cxe1/identity/agentCertificate.js";
import { oikHashOf, sameIdentity, type AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { concat, fromHex, toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { ClientTable, idKey, readText, textKey } from "../live/clientTables.js";
import type { StoreTransaction } from "../store/clientStore.js";
import type { AgentId } from "../wire/id.js";

// Which identity keys belong to which peer. Once pinned, nothing that a server says changes them.

/** A peer that is known for certain. */
export interface PinnedPeer {
  readonly identity: AgentIdentity;
  /** The offer id of the invite from which the connection came; null where that is not known. */
  readonly offer: Id | null;
}

/** The pinned peer; null where there is none. */
export function findPin(rows: StoreTransaction, agent: AgentId): PinnedPeer | null {
  const row = rows.get(ClientTable.peers, idKey(agent));
  if (row === null) return null;
  const offer = toHex(row.subarray(64, 80));
  return {
    identity: { agent, aik: toHex(row.subarray(0, 32)), oik: toHex(row.subarray(32, 64)) },
    offer: offer === ZERO_ID ? null : offer,
  };
}

/** Pins a peer. A change of identity forgets what was remembered of the old one's devices, and lifts a suspension. */
export function keepPin(rows: StoreTransaction, identity: AgentIdentity, offer: Id | null): void {
  const before = findPin(rows, identity.agent);
  const key = idKey(identity.agent);
  if (before !== null && !sameIdentity(before.identity, identity)) {
    rows.delete(DeviceTable.pins, key);
    for (const table of [ClientTable.deviceLists, ClientTable.certificates, ClientTable.viewers])
      for (const row of rows.scan(table, key)) rows.delete(table, row.key);
  }
  const kept = offer ?? before?.offer ?? ZERO_ID;
  rows.put(ClientTable.peers, key, concat(fromHex(identity.aik), fromHex(identity.oik), fromHex(kept)));
  rows.delete(ClientTable.suspensions, key);
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
