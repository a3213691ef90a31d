import type { OwnerId } from "../wire/id.js";
import * as model from "./accountModels.js";
import type { CallOptions, Http } from "./http.js";
import type { Proof } from "./ownersApi.js";

/**
 * The account of the signed-in human. Every change needs the account's CSRF token in `X-CSRF-Token`, which the given
 * `fetch` adds; what secures the account fails with `reauthenticate` unless the sign-in is of the last 5 minutes.
 */
export class AccountApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** The account as it stands. */
  get(options?: CallOptions): Promise<model.AccountInfo> {
    return this.#http.call("GET", "/v1/account", null, model.accountInfo, options);
  }

  rename(name: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("PATCH", "/v1/account", { name }, options);
  }

  /**
   * Has a link sent to the account's new address; `confirmLink` in this browser, or `confirmCode`, makes it the
   * account's.
   */
  changeEmail(email: string, options?: CallOptions): Promise<model.LinkSent> {
    return this.#http.call("POST", "/v1/account/email", { email }, model.linkSent, options);
  }

  /** Options for `navigator.credentials.create`; good for one try within 5 minutes. */
  passkeyOptions(options?: CallOptions): Promise<model.WebAuthnJson> {
    return this.#http.call("POST", "/v1/account/passkeys/options", null, model.webAuthnJson, options);
  }

  /** Adds what the authenticator made. At most 20 (`limit-reached`). */
  addPasskey(credential: unknown, name: string, options?: CallOptions): Promise<model.PasskeyInfo> {
    return this.#http.call("POST", "/v1/account/passkeys", { credential, name }, model.passkeyInfo, options);
  }

  /** The passkeys, oldest first. */
  passkeys(options?: CallOptions): Promise<model.PasskeyInfo[]> {
    return this.#http.list("/v1/account/passkeys", model.passkeyInfo, options);
  }

  renamePasskey(id: string, name: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("PATCH", `/v1/account/passkeys/${encodeURIComponent(id)}`, { name }, options);
  }

  removePasskey(id: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `/v1/account/passkeys/${encodeURIComponent(id)}`, null, options);
  }

  /** A new secret for one-time codes; in force once a code of it was confirmed. */
  newTotp(options?: CallOptions): Promise<model.TotpSecret> {
    return this.#http.call("POST", "/v1/account/totp", null, model.totpSecret, options);
  }

  /** Puts one-time codes in force. Gives ten recovery codes, this once. `invalid-signature`: a wrong code. */
  async confirmTotp(code: string, options?: CallOptions): Promise<readonly string[]> {
    const answer = await this.#http.call("POST", "/v1/account/totp/confirm", { code }, model.recoveryCodes, options);
    return answer.recoveryCodes;
  }

  /** Ends one-time codes, and the recovery codes with them. */
  removeTotp(options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", "/v1/account/totp", null, options);
  }

  /** Lets the account act for an owner, for good. `conflict`: one of the two is bound otherwise. */
  bindOwner(owner: OwnerId, proof: Proof, options?: CallOptions): Promise<void> {
    return this.#http.tell("PUT", "/v1/account/owner", { owner, ...proof }, options);
  }

  /** The owner's keys, wrapped. */
  vault(options?: CallOptions): Promise<model.VaultInfo> {
    return this.#http.call("GET", "/v1/account/vault", null, model.vaultInfo, options);
  }

  /**
   * Replaces the wrapped keys.
   * @param blob At most 64 KiB.
   * @param version As it was read; `stale-version` where somebody has written since.
   * @returns The new version.
   */
  async putVault(blob: Uint8Array, version: number, options?: CallOptions): Promise<number> {
    const answer = await this.#http.call("PUT", "/v1/account/vault", { blob, version }, model.vaultVersion, options);
    return answer.version;
  }

  /** What the account is told by mail. */
  notifications(options?: CallOptions): Promise<model.NotificationSettings> {
    return this.#http.call("GET", "/v1/account/notifications", null, model.notificationSettings, options);
  }

  /** Chooses what the account is told by mail. `malformed`: an unknown zone, or a quiet time without length. */
  setNotifications(settings: model.NotificationSettings, options?: CallOptions): Promise<void> {
    const { quiet, ...rest } = settings;
    return this.#http.tell(
      "PUT", "/v1/account/notifications", { ...rest, ...(quiet === null ? {} : { quiet }) }, options);
  }

  /** Says that somebody uses the page right now: mail about waiting messages waits for a minute. */
  noteSeen(options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", "/v1/account/notifications/seen", null, options);
  }

  /** The issuers' identities that are linked. */
  issuers(options?: CallOptions): Promise<model.IssuerLink[]> {
    return this.#http.list("/v1/account/issuers", model.issuerLink, options);
  }

  /** Where the browser goes to link an issuer's identity. */
  async beginIssuer(issuer: string, options?: CallOptions): Promise<string> {
    const path = `/v1/account/issuers/${encodeURIComponent(issuer)}`;
    return (await this.#http.call("POST", path, null, model.issuerLocation, options)).location;
  }

  /** Links the identity of the issuer's answer. `conflict`: another account has it. */
  completeIssuer(issuer: string, answer: model.IssuerAnswer, options?: CallOptions): Promise<model.IssuerLink> {
    const path = `/v1/account/issuers/${encodeURIComponent(issuer)}/complete`;
    return this.#http.call("POST", path, { ...answer }, model.issuerLink, options);
  }

  unlinkIssuer(id: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `/v1/account/issuers/${encodeURIComponent(id)}`, null, options);
  }

  /** All accounts, by id; for operators. */
  all(options?: CallOptions): Promise<model.AccountSummary[]> {
    return this.#http.list("/v1/accounts", model.accountSummary, options);
  }

  /** Ends every session of an account and of its owner; for operators. */
  signOutEverywhere(account: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("DELETE", `/v1/accounts/${encodeURIComponent(account)}/sessions`, null, options);
  }

  /** Gives another account a role; for operators. */
  setRole(email: string, role: model.Role, options?: CallOptions): Promise<void> {
    return this.#http.tell("PUT", "/v1/accounts/role", { email, role }, options);
  }
}
