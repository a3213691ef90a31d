/** The prefixes of section 7 of exchange-v1 and what each names. */
export const credentialPrefixes = {
  apiKey: "cex_live_",
  agentSession: "cex_ses_",
  ownerSession: "cex_own_",
  ticket: "cex_tik_",
  invite: "cex_inv_",
  bootstrap: "cex_boot_",
  pageCode: "cex_page_",
  signInLink: "cex_link_",
  accountSession: "cex_acc_",
} as const;

/** What a credential is for. */
export type CredentialKind = keyof typeof credentialPrefixes;

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const shape = /^[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/;
const maxSecret = (1n << 256n) - 1n;

/** Whether a text is a whole credential of this kind: length, digits, checksum. Finds typing errors, proves nothing. */
export function isCredential(kind: CredentialKind, text: string): boolean {
  const prefix = credentialPrefixes[kind];
  const rest = text.slice(prefix.length);
  if (!text.startsWith(prefix) || !shape.test(rest)) return false;
  return number(rest.slice(13, 56)) <= maxSecret && number(rest.slice(56)) === BigInt(crc32(text.slice(0, -6)));
}

/** The public id in a credential: it names the credential in lists and is no secret. */
export function publicIdOf(kind: CredentialKind, text: string): string {
  const prefix = credentialPrefixes[kind];
  return text.slice(prefix.length, prefix.length + 12);
}

function number(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 62n + BigInt(alphabet.indexOf(digit));
  return value;
}

/** CRC-32 as in zip. */
function crc32(text: string): number {
  let crc = 0xffff_ffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
