import { x25519 } from "@noble/curves/ed25519.js";
import { wipe } from "./bytes.js";
import { type FillRandom, randomBytes, systemRandom } from "./random.js";
import { hasCurve, source, subtle, toPkcs8 } from "./subtle.js";

/** Bytes of an X25519 private key, public key and shared secret. */
export const X25519_KEY_SIZE = 32;

/** A private key that agrees on secrets (RFC 7748). Its bytes may be out of reach, even of this page. */
export interface AgreementKey {
  /** The public half, 32 raw bytes. */
  readonly publicKey: Uint8Array;

  /**
   * The secret that is shared with the holder of another key: 32 bytes, to be hashed before use.
   * @param other 32 raw bytes.
   * @returns Undefined if the other key is of small order, which nobody may agree with.
   */
  agree(other: Uint8Array): Promise<Uint8Array | undefined>;
}

// u = 9: to agree with the base point is to compute the public key.
const BASE_POINT = new Uint8Array(X25519_KEY_SIZE);
BASE_POINT[0] = 9;

/**
 * Makes an agreement key of 32 secret bytes, which are copied.
 * @throws RangeError for another length.
 */
export async function importAgreementKey(raw: Uint8Array): Promise<AgreementKey> {
  if (raw.length !== X25519_KEY_SIZE) throw new RangeError(`A private key has ${X25519_KEY_SIZE} bytes.`);
  if (!(await hasCurve("X25519"))) return new BytesAgreementKey(raw.slice());
  const encoded = toPkcs8("X25519", raw);
  try {
    const key = await platform().importKey("pkcs8", encoded, "X25519", false, ["deriveBits"]);
    const publicKey = await deriveBits(key, BASE_POINT);
    if (publicKey === undefined) throw new Error("X25519 gave no public key.");
    return new PlatformAgreementKey(key, publicKey);
  } finally {
    wipe(encoded);
  }
}

/** Makes a new agreement key. */
export async function generateAgreementKey(random: FillRandom = systemRandom): Promise<AgreementKey> {
  const raw = randomBytes(X25519_KEY_SIZE, random);
  try {
    return await importAgreementKey(raw);
  } finally {
    wipe(raw);
  }
}

async function deriveBits(key: CryptoKey, other: Uint8Array): Promise<Uint8Array | undefined> {
  if (other.length !== X25519_KEY_SIZE) throw new RangeError(`A public key has ${X25519_KEY_SIZE} bytes.`);
  const publicKey = await platform().importKey("raw", source(other), "X25519", true, []);
  try {
    const secret = new Uint8Array(
      await platform().deriveBits({ name: "X25519", public: publicKey }, key, 8 * X25519_KEY_SIZE));
    // Platforms must refuse this themselves; not all of them do.
    return secret.every((byte) => byte === 0) ? undefined : secret;
  } catch (error) {
    if (error instanceof Error && error.name === "OperationError") return undefined;
    throw error;
  }
}

function platform(): SubtleCrypto {
  const functions = subtle();
  if (functions === undefined) throw new Error("This platform has no WebCrypto.");
  return functions;
}

class PlatformAgreementKey implements AgreementKey {
  readonly publicKey: Uint8Array;
  readonly #key: CryptoKey;

  constructor(key: CryptoKey, publicKey: Uint8Array) {
    this.#key = key;
    this.publicKey = publicKey;
  }

  agree(other: Uint8Array): Promise<Uint8Array | undefined> {
    return deriveBits(this.#key, other);
  }
}

class BytesAgreementKey implements AgreementKey {
  readonly publicKey: Uint8Array;
  readonly #raw: Uint8Array;

  constructor(raw: Uint8Array) {
    this.#raw = raw;
    this.publicKey = x25519.getPublicKey(raw);
  }

  async agree(other: Uint8Array): Promise<Uint8Array | undefined> {
    return agreeSync(this.#raw, other);
  }
}

/** Agrees without the platform's help. */
export function agreeSync(raw: Uint8Array, other: Uint8Array): Uint8Array | undefined {
  if (other.length !== X25519_KEY_SIZE) throw new RangeError(`A public key has ${X25519_KEY_SIZE} bytes.`);
  try {
    return x25519.getSharedSecret(raw, other);
  } catch {
    // With the lengths checked, a result of zeros is the only refusal that the library has.
    return undefined;
  }
}
