import * as model from "./accountModels.js";
import type { CallOptions, Http } from "./http.js";

/**
 * How a human signs a browser in (exchange-v1, section 8). Every way sets the page's cookie, which no script can read:
 * this works only where `fetch` takes cookies.
 */
export class SignInApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /**
   * Makes an account. With the bootstrap code the browser is signed in at once, as an operator, and the answer is null;
   * without it a link comes by mail. `conflict`: the address has an account, and the code stays good.
   */
  signUp(email: string, name: string, bootstrap?: string, options?: CallOptions): Promise<model.LinkSent | null> {
    const body = { email, name, ...(bootstrap === undefined ? {} : { bootstrap }) };
    return bootstrap === undefined
      ? this.#http.call("POST", "/v1/sign-up", body, model.linkSent, options)
      : this.#http.tell("POST", "/v1/sign-up", body, options).then(() => null);
  }

  /** Has a link sent. The answer is alike for every address. */
  sendLink(email: string, options?: CallOptions): Promise<model.LinkSent> {
    return this.#http.call("POST", "/v1/sign-in/link", { email }, model.linkSent, options);
  }

  /** What a link is for; uses nothing up. */
  previewLink(token: string, options?: CallOptions): Promise<model.LinkPreview> {
    return this.#http.call("POST", "/v1/sign-in/link/preview", { token }, model.linkPreview, options);
  }

  /** Uses a link up. Null: the browser is signed in. `forbidden`: another browser asked for it; nothing is used up. */
  confirmLink(token: string, options?: CallOptions): Promise<model.NextStep | null> {
    return this.#http.callOrNone("POST", "/v1/sign-in/link/confirm", { token }, model.nextStep, options);
  }

  /** A code of 8 characters to type into the browser that asked for the link. */
  async codeOfLink(token: string, options?: CallOptions): Promise<string> {
    return (await this.#http.call("POST", "/v1/sign-in/link/code", { token }, model.otherDeviceCode, options)).code;
  }

  /** Uses a link up by its code. `unauthenticated`: a wrong code; `revoked`: five of them. */
  confirmCode(code: string, options?: CallOptions): Promise<model.NextStep | null> {
    return this.#http.callOrNone("POST", "/v1/sign-in/code", { code }, model.nextStep, options);
  }

  /** Completes a sign-in whose next step is `totp`. `expired`: ask for a new link. */
  totp(code: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", "/v1/sign-in/totp", { code }, options);
  }

  /** The same by a recovery code, which is used up. */
  recoveryCode(code: string, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", "/v1/sign-in/recovery-code", { code }, options);
  }

  /** The same for who has neither: begins a recovery, or completes it once its day is over. */
  recover(options?: CallOptions): Promise<model.NextStep | null> {
    return this.#http.callOrNone("POST", "/v1/sign-in/recovery", null, model.nextStep, options);
  }

  /** Options for `navigator.credentials.get`; good for one try within 5 minutes. */
  passkeyOptions(options?: CallOptions): Promise<model.WebAuthnJson> {
    return this.#http.call("POST", "/v1/sign-in/passkey/options", null, model.webAuthnJson, options);
  }

  /** Signs in by what the authenticator answered. `revoked`: the passkey's counter came back. */
  passkey(credential: unknown, options?: CallOptions): Promise<void> {
    return this.#http.tell("POST", "/v1/sign-in/passkey", { credential }, options);
  }

  /** The issuers that people may sign in with. */
  issuers(options?: CallOptions): Promise<model.IssuerInfo[]> {
    return this.#http.list("/v1/sign-in/issuers", model.issuerInfo, options);
  }

  /** Where the browser goes to sign in with an issuer. */
  async beginIssuer(issuer: string, options?: CallOptions): Promise<string> {
    const path = `/v1/sign-in/issuers/${encodeURIComponent(issuer)}`;
    return (await this.#http.call("POST", path, null, model.issuerLocation, options)).location;
  }

  /** Signs in by the issuer's answer. `not-found`: no account is linked to that identity. */
  completeIssuer(issuer: string, answer: model.IssuerAnswer, options?: CallOptions): Promise<void> {
    const path = `/v1/sign-in/issuers/${encodeURIComponent(issuer)}/complete`;
    return this.#http.tell("POST", path, { ...answer }, options);
  }
}
