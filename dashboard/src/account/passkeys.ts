import { ExchangeError, type WebAuthnJson } from "@contextexchange/sdk";
import { exchange } from "../exchange/server.js";

/** Whether this browser can make and use passkeys. */
export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential === "function" && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

/**
 * Asks the browser for a new passkey and adds it to the account.
 * @param signal Takes the browser's question back.
 * @throws {ExchangeError} `passkey-cancelled`, `passkey-known`, `passkey-failed`, or what the server says.
 */
export async function addPasskey(name: string, signal?: AbortSignal): Promise<void> {
  const options = await exchange.account.passkeyOptions();
  const credential = await ask(() => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asCreation(options)),
    ...(signal === undefined ? {} : { signal }),
  }));
  await exchange.account.addPasskey(credential.toJSON(), name);
}

/** Asks the browser for a passkey and signs in by it. Errors as in `addPasskey`. */
export async function assertPasskey(): Promise<void> {
  const options = await exchange.signIn.passkeyOptions();
  const credential = await ask(() => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asRequest(options)),
  }));
  await exchange.signIn.passkey(credential.toJSON());
}

/** What one passkey gives on every device that has it, and nothing else does: 32 bytes. */
export interface PasskeySecret {
  /** The passkey's id. */
  readonly id: string;
  readonly secret: Uint8Array<ArrayBuffer>;
}

/**
 * Asks for a passkey and for its secret for the keys (WebAuthn's PRF extension). Nobody is signed in by that.
 * @param id Only this passkey; any of the person's where it is absent.
 * @throws {ExchangeError} As `addPasskey`, and `passkey-no-secret`: browser or device cannot do that.
 */
export async function passkeySecret(id?: string): Promise<PasskeySecret> {
  const credential = await ask(() => navigator.credentials.get({
    publicKey: {
      // Nobody checks the answer: it is not to prove anything.
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      userVerification: "required",
      allowCredentials: id === undefined ? [] : [{ type: "public-key", id: fromBase64Url(id) }],
      extensions: { prf: { eval: { first: new TextEncoder().encode("cex keys of an owner") } } },
    },
  }));
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined)
    throw new ExchangeError("passkey-no-secret", "This passkey can sign in, but cannot open keys.");
  return { id: credential.id, secret: new Uint8Array(first instanceof ArrayBuffer ? first : first.buffer.slice()) };
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

async function ask(call: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await call();
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "AbortError")
      throw new ExchangeError("passkey-cancelled", "The passkey was not used.", { cause: error });
    if (name === "InvalidStateError")
      throw new ExchangeError("passkey-known", "This device has a passkey of this account.", { cause: error });
    throw new ExchangeError("passkey-failed", "The browser could not use a passkey.", { cause: error });
  }
  if (credential instanceof PublicKeyCredential) return credential;
  throw new ExchangeError("passkey-failed", "The browser gave no passkey.");
}

// The browser checks every member by itself and throws where one is missing.
function asCreation(json: WebAuthnJson): PublicKeyCredentialCreationOptionsJSON {
  return json as unknown as PublicKeyCredentialCreationOptionsJSON;
}

function asRequest(json: WebAuthnJson): PublicKeyCredentialRequestOptionsJSON {
  return json as unknown as PublicKeyCredentialRequestOptionsJSON;
}
