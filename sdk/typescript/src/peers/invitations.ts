import { ConnectionTerms, offerIdOf } from "../cxe1/consent/connectionTerms.js";
import { checkTermsRecord } from "../cxe1/consent/termsChain.js";
import { partyOf } from "../cxe1/consent/termsParty.js";
import type { AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { equalInConstantTime, fromHex, type SigningKey } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import type { AgentProfile } from "../live/agentProfile.js";
import type { Clock } from "../live/clock.js";
import { ClientTable, textKey } from "../live/clientTables.js";
import { ProblemError } from "../rest/errors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { ConnectionInfo, InvitePreview, Policy, Terms } from "../rest/models.js";
import type { AgentId } from "../wire/id.js";
import { connectionBetween } from "./connectionId.js";
import { presetTerms, saysTheSame, signedFields } from "./contract.js";
import {
  acceptanceOf, formatInviteLink, identityHashOf, inviteIdOf, parseInviteLink, type InviteLink,
} from "./inviteLink.js";
import { inviteSecretOf } from "./inviteSecret.js";
import { keepAcceptance } from "./offers.js";
import { claimedIdentity, keepPin } from "./pins.js";
import { sealingError } from "./sealingErrors.js";
import { readSignedTerms } from "./signedTerms.js";

/** What an invite offers; everything is optional. */
export interface InviteOptions {
  /** The inviter's side of the contract; the balanced preset by default. */
  readonly terms?: Terms;
  readonly policy?: Policy;
  /** At most 30 days; 72 hours by default. */
  readonly expiresInSeconds?: number;
  /** Only this agent may accept. */
  readonly boundTo?: AgentId;
  /** Only an owner whose account has proven this address may accept. */
  readonly boundEmail?: string;
}

/** Who signs and calls in an owner's name for one agent. */
export interface InvitingOwner {
  readonly profile: AgentProfile;
  readonly oik: SigningKey;
  readonly api: ExchangeApi;
  readonly clock: Clock;
}

/** What signing an offer takes. */
export interface OfferParts {
  /** The inviting agent's. */
  readonly identity: AgentIdentity;
  /** The inviter's server. */
  readonly server: string;
  readonly oik: SigningKey;
  readonly api: ExchangeApi;
}

/** A new invite. */
export interface InviteMade {
  /** Its public id, as lists show it. */
  readonly id: string;
  /** The link: whoever has it can accept, once. */
  readonly link: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/**
 * Makes a single-use invite with a signed offer. The link's secret follows from the agent's key and the offer's time,
 * so that every device of the agent can check who accepted; it is stored too, for when that key is rotated.
 * @param created The offer's time, Unix milliseconds; each offer of an agent has its own.
 * @throws {ExchangeError} `agent-key-missing`: another device has rotated the agent's key.
 */
export async function createInvite(
  { profile, oik, api }: InvitingOwner, created: number, options: InviteOptions = {},
): Promise<string> {
  const secret = inviteSecretOf(await profile.seedInForce(), created);
  const parts = { identity: profile.identity, server: profile.server, oik, api };
  const { id, link } = await signInvite(parts, secret, created, options);
  await profile.store.transact((rows) => rows.put(ClientTable.invites, textKey(id), secret));
  return link;
}

/**
 * Signs an offer under the link's secret and makes the invite at the server.
 * @param created The offer's time, Unix milliseconds.
 */
export async function signInvite(
  { identity, server, oik, api }: OfferParts, secret: Uint8Array, created: number, options: InviteOptions,
): Promise<InviteMade> {
  const { terms = presetTerms("balanced"), ...more } = options;
  const own = partyOf(identity);
  const offer = await ConnectionTerms.issueOffer(oik, secret, { own, created, ...signedFields(terms) });
  const { code, expiresAt } =
    await api.connections.createInvite(identity.agent, { ...more, terms, offer: offer.bytes });
  const link: InviteLink = { server, code, identityHash: identityHashOf(identity), secret };
  return { id: inviteIdOf(link), link: formatInviteLink(link), expiresAt };
}

/**
 * What a link offers. The inviter's identity and the signed offer are checked against the link.
 * @throws {ExchangeError} `peer-identity-invalid`, `invite-invalid`.
 */
export async function previewInvite(owner: InvitingOwner, link: string): Promise<InvitePreview> {
  return (await preview(owner, parseInviteLink(link))).preview;
}

/** Accepts a link under own signed terms, and pins the inviter. */
export async function acceptInvite(owner: InvitingOwner, text: string, terms?: Terms): Promise<ConnectionInfo> {
  const { profile, oik, api, clock } = owner;
  const link = parseInviteLink(text);
  const { inviter } = await preview(owner, link);
  const accepted = terms ?? presetTerms("balanced");
  const created = Math.max(clock.now(), await newestOwnTerms(api, profile.agent, inviter.agent) + 1);
  const signedTerms = await ConnectionTerms.issue(oik, {
    connection: connectionBetween(profile.agent, inviter.agent),
    own: partyOf(profile.identity),
    peer: partyOf(inviter),
    created,
    ...signedFields(accepted),
  });
  // Pinned first: a crash after the acceptance must not leave a connection whose peer is not known for certain.
  await profile.store.transact((rows) => {
    keepPin(rows, inviter);
    keepAcceptance(rows, signedTerms.connection, { offer: offerIdOf(link.secret), acceptance: signedTerms.hash });
  });
  return api.connections.acceptInvite(profile.agent, {
    code: link.code,
    terms: accepted,
    signedTerms: signedTerms.bytes,
    acceptance: acceptanceOf(link.secret, inviteIdOf(link), inviter, profile.identity),
  });
}

async function preview(
  { profile, api, clock }: InvitingOwner, link: InviteLink,
): Promise<{ preview: InvitePreview; inviter: AgentIdentity }> {
  if (link.server !== profile.server)
    throw new ExchangeError("usage", `The invite is for ${link.server}; this agent is at ${profile.server}.`);
  const shown = await api.connections.previewInvite(profile.agent, link.code);
  const inviter = await claimedIdentity(shown.inviter, shown.inviterCertificate, shown.inviterOwnerKey);
  if (!equalInConstantTime(fromHex(identityHashOf(inviter)), fromHex(link.identityHash))) {
    throw new ExchangeError(
      "peer-identity-invalid",
      "The server shows another inviter than the link names: do not accept it; ask for a new link.");
  }
  const offer = ConnectionTerms.parse(shown.offer);
  if (!offer.ok) throw sealingError(offer.error);
  const expected = {
    side: inviter, peer: undefined, offers: [offerIdOf(link.secret)],
    connection: connectionBetween(profile.agent, inviter.agent),
  };
  const error = await checkTermsRecord(offer.value, expected, [], clock.now());
  if (error !== "None" || !offer.value.isOffer || !saysTheSame(offer.value, shown.terms)) {
    throw new ExchangeError(
      "invite-invalid", "The contract that the server shows is not the one that the inviter signed: do not accept it.");
  }
  return { preview: shown, inviter };
}

/** When the newest own terms of an earlier connection were made; -1 where there was none. */
async function newestOwnTerms(api: ExchangeApi, agent: AgentId, peer: AgentId): Promise<number> {
  try {
    const { own } = await readSignedTerms(api, agent, peer, null);
    return own.reduce((newest, terms) => Math.max(newest, terms.created), -1);
  } catch (error) {
    if (error instanceof ProblemError && error.code === "not-found") return -1;
    throw error;
  }
}
