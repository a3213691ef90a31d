import { offerIdOf, type ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import { isNamedBy } from "../cxe1/consent/termsParty.js";
import type { Id } from "../cxe1/bytes/id.js";
import type { AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { inviteSecretOf } from "./inviteSecret.js";
import type { SignedTerms } from "./signedTerms.js";

/**
 * The offer that a connection's terms begin with, for whoever never saw its link: the newest that the inviting side's
 * owner has signed for the inviting agent. Null where neither side's terms have one.
 */
export async function signedOffer(
  { own, theirs }: SignedTerms, self: AgentIdentity, peer: AgentIdentity,
): Promise<Id | null> {
  return await newest(theirs, peer) ?? await newest(own, self);
}

/** The secrets behind the own offers, as far as they follow from the agent's key; they stand for no other agent. */
export function ownSecrets({ own }: SignedTerms, agentSeed: Uint8Array): Uint8Array[] {
  return own.filter(({ isOffer }) => isOffer).flatMap(({ created, connection }) => {
    const secret = inviteSecretOf(agentSeed, created);
    return offerIdOf(secret) === connection ? [secret] : [];
  });
}

async function newest(terms: readonly ConnectionTerms[], side: AgentIdentity): Promise<Id | null> {
  const offer = terms.findLast(({ isOffer }) => isOffer);
  const holds = offer !== undefined && isNamedBy(side, offer.own) && await offer.verifySignature(side.oik);
  return holds ? offer.connection : null;
}
