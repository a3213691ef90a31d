import type { AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { concat, fromHex, hmacSha256, sha256, toHex, utf8 } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { originOf } from "../rest/origin.js";
import { fromBase64Url, toBase64Url } from "../wire/base64url.js";
import { isCredential, publicIdOf } from "../wire/credentials.js";
import { connectionBetween } from "./connectionId.js";

/** The parts of an invite link, `PUBLIC_URL/join#CODE.PIN`. No server sees the fragment. */
export interface InviteLink {
  /** The inviter's server. */
  readonly server: string;
  /** The invite's code, `cex_inv_...`. */
  readonly code: string;
  /** SHA-256(AIK || OIK) of the inviter, hex. */
  readonly identityHash: string;
  /** 32 bytes that only the two sides know. */
  readonly secret: Uint8Array;
}

/** As text: libraries for addresses unescape and normalize, each in its own way. */
const form = /^([Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#@\\%]+)\/join\/?#([^.\s]+)\.([^.\s]+)$/;

/**
 * Reads a link as a person pasted it.
 * @throws {ExchangeError} `usage`: not a whole invite link.
 */
export function parseInviteLink(text: string): InviteLink {
  const [, server = "", code = "", pin = ""] = form.exec(text.trim()) ?? [];
  const bytes = fromBase64Url(pin);
  if (!isCredential("invite", code) || bytes?.length !== 64) {
    throw new ExchangeError(
      "usage", "That is no whole invite link, SERVER/join#cex_inv_....PIN: copy all of it.");
  }
  return {
    server: originOf(server), code, identityHash: toHex(bytes.subarray(0, 32)), secret: bytes.slice(32),
  };
}

/** The link as text. */
export function formatInviteLink({ server, code, identityHash, secret }: InviteLink): string {
  return `${server}/join#${code}.${toBase64Url(concat(fromHex(identityHash), secret))}`;
}

/** The invite's public id: 12 characters. */
export function inviteIdOf(link: Pick<InviteLink, "code">): string {
  return publicIdOf("invite", link.code);
}

/** SHA-256(AIK || OIK) of an identity, hex: what a link's PIN says of the inviter. */
export function identityHashOf({ aik, oik }: Pick<AgentIdentity, "aik" | "oik">): string {
  return toHex(sha256(fromHex(aik), fromHex(oik)));
}

/** The acceptor's proof that it knew the link's secret and saw these identities: 32 bytes (exchange-v1, section 6). */
export function acceptanceOf(
  secret: Uint8Array, inviteId: string, inviter: AgentIdentity, acceptor: AgentIdentity,
): Uint8Array {
  const connection = fromHex(connectionBetween(inviter.agent, acceptor.agent));
  const keys = [inviter.aik, inviter.oik, acceptor.aik, acceptor.oik].map(fromHex);
  return hmacSha256(secret, concat(utf8("CXE1 accept"), utf8(inviteId), connection, ...keys));
}

