import { type Bytes32, type Id, ZERO_BYTES32 } from "../bytes/id.js";
import type { AgentIdentity } from "../identity/agentIdentity.js";
import type { ConnectionTerms } from "./connectionTerms.js";
import { isNamedBy } from "./termsParty.js";

// Which offers the terms of a connection may begin with, for a device that need not have seen their links:
// docs/protocol/cxe1.md, section 6.1. Pure. A connection, also one that is made again, begins with an offer of one side
// and an acceptance of the other; each acceptance has one offer, so that no server can put in another one.

/** An offer from which a connection came, and the other side's terms that accepted it. */
export interface AcceptedOffer {
  /** The offer id, see `offerIdOf`. */
  readonly offer: Id;

  /** The hash of the other side's version 1; zero where that is not known. */
  readonly acceptance: Bytes32;
}

/** One side of a connection, as pinned, and its terms. */
export interface TermsSide {
  /** The agent and its owner. */
  readonly identity: AgentIdentity;

  /** Oldest first; their signatures need not have been checked. */
  readonly terms: readonly ConnectionTerms[];
}

/** What stands so many places from the end of one side's first versions. */
interface Place {
  readonly offer: ConnectionTerms;
  readonly inviter: AgentIdentity;

  /** Undefined where the other side's terms do not reach back so far. */
  readonly other: ConnectionTerms | undefined;

  readonly acceptor: AgentIdentity;

  /** Whether it began the connection that is in force. */
  readonly isNewest: boolean;
}

/**
 * Adds the offers that hold of those that stand in both sides' terms.
 * @param known What is known already, also from a link that was accepted here; none of it is taken back.
 * @param isOwn Whether an offer that this side's owner signed was made for a link of this agent; asked of own offers
 * alone.
 * @returns What is known now; `known` itself if that is the same.
 */
export async function extendOffers(
  known: readonly AcceptedOffer[],
  own: TermsSide,
  peer: TermsSide,
  connection: Id,
  isOwn: (offer: ConnectionTerms) => boolean): Promise<readonly AcceptedOffer[]> {
  const [ownFirst, peerFirst] = [firstVersions(own), firstVersions(peer)];
  let extended = known;
  for (let back = 1; back <= Math.max(ownFirst.length, peerFirst.length); back++) {
    const [mine, theirs] = [ownFirst.at(-back), peerFirst.at(-back)];
    const isNewest = back === 1;
    if (mine?.isOffer === true) {
      const place = { offer: mine, inviter: own.identity, other: theirs, acceptor: peer.identity, isNewest };
      extended = await take(extended, place, connection, isOwn(mine));
    } else if (theirs?.isOffer === true) {
      const place = { offer: theirs, inviter: peer.identity, other: mine, acceptor: own.identity, isNewest };
      extended = await take(extended, place, connection, true);
    }
  }
  return extended;
}

async function take(
  known: readonly AcceptedOffer[],
  { offer, inviter, other, acceptor, isNewest }: Place,
  connection: Id,
  isExpected: boolean): Promise<readonly AcceptedOffer[]> {
  const id = offer.connection;
  const isKnown = known.some((one) => one.offer === id);
  if (other === undefined) {
    // What began before the oldest acceptance that is kept can be history only.
    if (isKnown || isNewest || !isExpected || !(await holds(offer, inviter))) return known;
    return [...known, { offer: id, acceptance: ZERO_BYTES32 }];
  }
  if (known.some((one) => one.acceptance === other.hash)) return known;
  if (known.some((one) => one.offer === id && one.acceptance !== ZERO_BYTES32)) return known;
  if (!(await accepts(other, acceptor, inviter, connection))) return known;
  if (!isKnown && !(isExpected && await holds(offer, inviter))) return known;
  return [...known.filter((one) => one.offer !== id), { offer: id, acceptance: other.hash }];
}

async function holds(offer: ConnectionTerms, inviter: AgentIdentity): Promise<boolean> {
  return isNamedBy(inviter, offer.own) && offer.verifySignature(inviter.oik);
}

async function accepts(
  terms: ConnectionTerms, acceptor: AgentIdentity, inviter: AgentIdentity, connection: Id): Promise<boolean> {
  return !terms.isOffer && terms.connection === connection && isNamedBy(acceptor, terms.own)
    && isNamedBy(inviter, terms.peer) && terms.verifySignature(acceptor.oik);
}

function firstVersions({ terms }: TermsSide): ConnectionTerms[] {
  return terms.filter(({ version }) => version === 1);
}
