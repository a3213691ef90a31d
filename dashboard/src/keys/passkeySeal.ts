import { ExchangeError } from "@contextexchange/sdk";

// A passphrase sealed under the secret that one passkey gives: HKDF-SHA256 to AES-256-GCM, all by the browser.
const nonceSize = 12;

/** The nonce, and the sealed passphrase behind it. */
export async function sealPassphrase(secret: Uint8Array<ArrayBuffer>, passphrase: string): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceSize));
  const text = new TextEncoder().encode(passphrase);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(secret), text);
  return new Uint8Array([...iv, ...new Uint8Array(sealed)]);
}

/** @throws {ExchangeError} `vault-refused`: another passkey, or damaged. */
export async function openPassphrase(
  secret: Uint8Array<ArrayBuffer>, sealed: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const iv = sealed.subarray(0, nonceSize);
  try {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(secret), sealed.subarray(nonceSize));
    return new TextDecoder().decode(text);
  } catch (error) {
    throw new ExchangeError("vault-refused", "This passkey does not open the keys.", { cause: error });
  }
}

async function keyOf(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode("cex passphrase by passkey");
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info }, base, { name: "AES-GCM", length: 256 }, false,
    ["encrypt", "decrypt"]);
}
