import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { AgentIdentity } from "../identity/agentIdentity.js";
import type { ConnectionTerms } from "./connectionTerms.js";
import { isNamedBy } from "./termsParty.js";

// How one side's terms follow each other: docs/protocol/cxe1.md, section 6.1. Pure; the server, both agents' devices
// and the owners ask alike, so nobody can be shown another history.

/** Who must stand in one side's terms, from what was pinned and not from what a server says now. */
export interface TermsExpectation {
  /** The side whose terms they are. */
  readonly side: AgentIdentity;

  /** The other side; undefined before anybody has accepted: then only an offer passes. */
  readonly peer: AgentIdentity | undefined;

  /** The connection. */
  readonly connection: Id;

  /**
   * The offer ids of the invites from which the connection came, see `offerIdOf` and `extendOffers`: one for each time
   * that it was made. An empty list lets no offer pass.
   */
  readonly offers: readonly Id[];
}

/** Terms that an epoch names, as far as they are known. */
export interface TermsJudgement {
  /** None, TermsUnknown or TermsMismatch. */
  readonly error: Cxe1Error;

  /** Undefined if they are unknown. */
  readonly terms: ConnectionTerms | undefined;
}

/**
 * Checks one record against the chain that is known.
 * @param known What is known of this side, oldest first; empty if nothing is.
 * @param now Unix milliseconds.
 * @returns None, also for a record that is known already; WrongIdentity, SignatureInvalid, NotYetValid or
 * HistoryForked.
 */
export async function checkTermsRecord(
  terms: ConnectionTerms,
  expected: TermsExpectation,
  known: readonly ConnectionTerms[],
  now: number): Promise<Cxe1Error> {
  if (knows(known, terms)) return "None";
  if (!fits(terms, expected)) return "WrongIdentity";
  if (!(await terms.verifySignature(expected.side.oik))) return "SignatureInvalid";
  if (terms.created > now + Cxe1Limits.clockTolerance) return "NotYetValid";
  const newest = known.at(-1);
  return newest === undefined || follows(terms, newest) ? "None" : "HistoryForked";
}

/**
 * Appends what was fetched to what is known and keeps the newest 1,024.
 * @param known What is known of this side, oldest first.
 * @param fetched What somebody shows, oldest first. Records that are known already change nothing, so older ones take
 * nothing back.
 * @returns What is known now, `known` itself if that is the same; or a refusal as of `checkTermsRecord`.
 */
export async function extendTerms(
  known: readonly ConnectionTerms[],
  fetched: readonly ConnectionTerms[],
  expected: TermsExpectation,
  now: number): Promise<Result<readonly ConnectionTerms[]>> {
  let extended = known;
  for (const terms of fetched.slice(afterNewest(known, fetched))) {
    const error = await checkTermsRecord(terms, expected, extended, now);
    if (error !== "None") return refused(error);
    if (!knows(extended, terms)) extended = [...extended, terms];
  }
  return accepted(extended.length > Cxe1Limits.knownTerms ? extended.slice(-Cxe1Limits.knownTerms) : extended);
}

/**
 * Whether terms that an epoch names were in force when it was opened, by what is known of their side.
 * @param known Oldest first.
 * @param hash The hash that the epoch names.
 * @param opened When the epoch was opened. Unix milliseconds.
 */
export function termsInForce(known: readonly ConnectionTerms[], hash: Bytes32, opened: number): TermsJudgement {
  const place = known.findLastIndex((one) => one.hash === hash);
  if (place < 0) return { error: "TermsUnknown", terms: undefined };
  const next = known[place + 1];
  const isInForce = next === undefined || opened <= next.created + Cxe1Limits.clockTolerance;
  return { error: isInForce ? "None" : "TermsMismatch", terms: known[place] };
}

function fits(terms: ConnectionTerms, expected: TermsExpectation): boolean {
  if (!isNamedBy(expected.side, terms.own)) return false;
  if (terms.isOffer) return expected.offers.includes(terms.connection);
  return expected.peer !== undefined
    && isNamedBy(expected.peer, terms.peer)
    && terms.connection === expected.connection;
}

function knows(known: readonly ConnectionTerms[], terms: ConnectionTerms): boolean {
  return known.some((one) => one.hash === terms.hash);
}

/** What stands before and at the newest known record was judged when that was learned. */
function afterNewest(known: readonly ConnectionTerms[], fetched: readonly ConnectionTerms[]): number {
  const newest = known.at(-1);
  return newest === undefined ? 0 : fetched.findLastIndex((one) => one.hash === newest.hash) + 1;
}

function follows(terms: ConnectionTerms, newest: ConnectionTerms): boolean {
  return terms.version === 1
    ? terms.created > newest.created
    : terms.version === newest.version + 1
      && terms.previousHash === newest.hash
      && terms.created >= newest.created;
}
