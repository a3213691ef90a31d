import { ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import { extendTerms } from "../cxe1/consent/termsChain.js";
import { partyOf } from "../cxe1/consent/termsParty.js";
import { expectedOf } from "../cxe1/device/connectionContext.js";
import type { SigningKey } from "../crypto/index.js";
import type { Peer } from "../peers/peerBook.js";
import { signedFields } from "../peers/contract.js";
import { sealingError } from "../peers/sealingErrors.js";
import type { Terms } from "../rest/models.js";

/**
 * Signs the own side's next terms after the newest that the server shows, if those are what this owner signed before.
 * @throws {ExchangeError} `terms-unknown`, `signature-invalid`, `history-forked` and the like: nothing is signed on top of
 * terms that do not hold.
 */
export async function signNextTerms(
  oik: SigningKey, peer: Peer, terms: Terms, now: number,
): Promise<ConnectionTerms> {
  const { context } = peer;
  const known = await extendTerms([], context.ownTerms, expectedOf(context, true), now);
  if (!known.ok) throw sealingError(known.error);
  const newest = known.value.at(-1);
  if (newest === undefined) throw sealingError("TermsUnknown");
  return ConnectionTerms.issue(oik, {
    connection: context.connection,
    own: partyOf(context.own),
    peer: partyOf(context.peer),
    created: Math.max(now, newest.created),
    ...signedFields(terms),
  }, newest);
}
