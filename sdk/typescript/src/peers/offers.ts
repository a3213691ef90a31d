import type { Id } from "../cxe1/bytes/id.js";
import { ZERO_BYTES32, ZERO_ID } from "../cxe1/bytes/id.js";
import type { AcceptedOffer } from "../cxe1/consent/acceptedOffers.js";
import { offerIdOf, type ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import { isNamedBy, partyOf, sameParty } from "../cxe1/consent/termsParty.js";
import type { AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { concat, fromHex, toHex } from "../crypto/index.js";
import { ClientTable, idKey } from "../live/clientTables.js";
import type { StoreTransaction } from "../store/clientStore.js";
import type { AgentId, ConnectionId } from "../wire/id.js";
import { inviteSecretOf } from "./inviteSecret.js";
import type { SignedTerms } from "./signedTerms.js";

// The offers from which each connection came: those of links that were accepted here, and those that both owners'
// signatures vouch for. None is ever taken back.

const entrySize = 48;

/** What is known of a connection, in the order in which it was learned. */
export function knownOffers(rows: StoreTransaction, connection: ConnectionId, peer: AgentId): AcceptedOffer[] {
  const row = rows.get(ClientTable.offers, idKey(connection)) ?? new Uint8Array(0);
  const offers: AcceptedOffer[] = [];
  for (let at = 0; at < row.length; at += entrySize)
    offers.push({ acceptance: toHex(row.subarray(at, at + 32)), offer: toHex(row.subarray(at + 32, at + entrySize)) });
  const pinned = offerInPin(rows, peer);
  if (pinned !== ZERO_ID && offers.every(({ offer }) => offer !== pinned))
    offers.unshift({ offer: pinned, acceptance: ZERO_BYTES32 });
  return offers;
}

/** Keeps offers, beside what became known meanwhile. */
export function keepOffers(rows: StoreTransaction, connection: ConnectionId, offers: readonly AcceptedOffer[]): void {
  const row = rows.get(ClientTable.offers, idKey(connection)) ?? new Uint8Array(0);
  const entries = offers.map(({ acceptance, offer }) => concat(fromHex(acceptance), fromHex(offer)));
  for (let at = 0; at < row.length; at += entrySize) {
    const entry = row.slice(at, at + entrySize);
    if (offers.every(({ offer }) => offer !== toHex(entry.subarray(32)))) entries.push(entry);
  }
  rows.put(ClientTable.offers, idKey(connection), concat(...entries));
}

/** Keeps the offer of a link, and with which terms it is accepted. */
export function keepAcceptance(rows: StoreTransaction, connection: ConnectionId, accepted: AcceptedOffer): void {
  const row = rows.get(ClientTable.offers, idKey(connection)) ?? new Uint8Array(0);
  rows.put(ClientTable.offers, idKey(connection), concat(row, fromHex(accepted.acceptance), fromHex(accepted.offer)));
}

/**
 * Whether an offer that the own owner signed was made for a link of this agent: its secret follows from the agent's
 * key, or stands in the store. Where it followed from a key that was rotated, the owner's signature has to do.
 * @param seed The seed of the agent's identity key.
 * @param secrets Those of links that were made here.
 */
export function ownOfferCheck(
  identity: AgentIdentity, seed: Uint8Array, secrets: readonly Uint8Array[],
): (offer: ConnectionTerms) => boolean {
  const ids = new Set<Id>(secrets.map(offerIdOf));
  return ({ own, connection, created }) =>
    isNamedBy(identity, own) && !sameParty(own, partyOf(identity))
    || ids.has(connection) || offerIdOf(inviteSecretOf(seed, created)) === connection;
}

/** The secrets behind the own offers, as far as they follow from the agent's key; they stand for no other agent. */
export function ownSecrets({ own }: SignedTerms, agentSeed: Uint8Array): Uint8Array[] {
  return own.filter(({ isOffer }) => isOffer).flatMap(({ created, connection }) => {
    const secret = inviteSecretOf(agentSeed, created);
    return offerIdOf(secret) === connection ? [secret] : [];
  });
}

/** Stores of an earlier version have one offer, in the peer's pin. */
function offerInPin(rows: StoreTransaction, peer: AgentId): Id {
  const pin = rows.get(ClientTable.peers, idKey(peer));
  return pin === null ? ZERO_ID : toHex(pin.subarray(64, 80));
}
