import { bytes, flag, id, list, number, object, oneOf, optional, text, type Read, type Shape } from "./shape.js";

// What the account routes answer (exchange-v1, section 8). Times are Unix milliseconds, absent members null.

/** WebAuthn's JSON, for the platform's `parse...FromJSON`: this SDK does not look into it. */
export type WebAuthnJson = Readonly<Record<string, unknown>>;
export const webAuthnJson: Shape<WebAuthnJson> = (value, path) => {
  object({ challenge: text })(value, path);
  return value as WebAuthnJson;
};

/** How sure the server is of who signed in: `aal2` after a passkey. */
export type Assurance = Read<typeof assurance>;
export const assurance = oneOf("aal1", "aal2");

/** What an account may do on this server. */
export type Role = Read<typeof role>;
export const role = oneOf("owner", "auditor", "operator");

/** The account of a session. `csrf` goes with every change in `X-CSRF-Token`; `recoveryAt` is null where none waits. */
export type AccountInfo = Read<typeof accountInfo>;
export const accountInfo = object({
  account: id, email: text, emailVerified: flag, name: text, role, owner: optional(id), passkeys: number, totp: flag,
  recoveryCodesLeft: number, recoveryAt: optional(number), signedInAt: number, assurance, csrf: text,
});

/** An account in the operators' list. `signedInAt` is null where that is not known. */
export type AccountSummary = Read<typeof accountSummary>;
export const accountSummary = object({
  account: id, email: text, emailVerified: flag, name: text, role, createdAt: number, signedInAt: optional(number),
});

/** A mail is on its way; its link ends then. */
export type LinkSent = Read<typeof linkSent>;
export const linkSent = object({ expiresAt: number });

/** What a link is for. `email` is masked; `thisBrowser` says whether it can be confirmed here. */
export type LinkPreview = Read<typeof linkPreview>;
export const linkPreview = object({
  email: text, thisBrowser: flag, purpose: oneOf("sign-in", "sign-up", "change-address"), expiresAt: number,
});

/** What is still needed before the browser is signed in; `at` is when a recovery can be completed, else null. */
export type NextStep = Read<typeof nextStep>;
export const nextStep = object({ next: oneOf("totp", "recovery-wait", "address-unproven"), at: optional(number) });

/** The code that the other device shows. */
export const otherDeviceCode = object({ code: text });

/** A passkey. `suspectedAt`: its counter came back then, so there may be a copy; null while there is no doubt. */
export type PasskeyInfo = Read<typeof passkeyInfo>;
export const passkeyInfo = object({
  id: text, name: text, createdAt: number, lastUsedAt: optional(number), backedUp: flag, suspectedAt: optional(number),
});

/** A new secret for one-time codes: in base 32, and as the address that authenticator programs read. */
export type TotpSecret = Read<typeof totpSecret>;
export const totpSecret = object({ secret: text, uri: text });

/** Recovery codes: secrets, shown once. */
export const recoveryCodes = object({ recoveryCodes: list(text) });

/** The owner's keys as a browser wrapped them; empty and version 0 before the first. */
export type VaultInfo = Read<typeof vaultInfo>;
export const vaultInfo = object({ blob: bytes, version: number });
export const vaultVersion = object({ version: number });

/** When the account is told by mail that messages wait for its owner's decision. */
export type ApprovalMail = Read<typeof approvalMail>;
export const approvalMail = oneOf("immediate", "digest", "off");

/**
 * What the account is told by mail, beside security alerts, which always come. Times are `HH:MM` on the clock of
 * `timeZone`, an IANA name; `quiet` is null where there is no quiet time, and may reach over midnight.
 */
export type NotificationSettings = Read<typeof notificationSettings>;
export const notificationSettings = object({
  approvals: approvalMail, digestAt: text, timeZone: text, quiet: optional(object({ from: text, to: text })),
});

/** An OpenID provider that the operator has set up. */
export type IssuerInfo = Read<typeof issuerInfo>;
export const issuerInfo = object({ id: text, name: text });

/** Where the browser goes to sign in with an issuer. */
export const issuerLocation = object({ location: text });

/** An issuer's identity that is linked to the account. */
export type IssuerLink = Read<typeof issuerLink>;
export const issuerLink = object({ id: text, issuer: text, linkedAt: number });

/** What the issuer sent back with the browser. */
export interface IssuerAnswer {
  readonly code: string;
  readonly state: string;
  readonly iss?: string | undefined;
}
