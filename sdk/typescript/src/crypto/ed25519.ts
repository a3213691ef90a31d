import { ED25519_TORSION_SUBGROUP, ed25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE } from "@noble/curves/utils.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { compareBytes, concat, equalInConstantTime, fromHex, wipe } from "./bytes.js";
import { type FillRandom, randomBytes, systemRandom } from "./random.js";
import { hasCurve, source, subtle, toPkcs8 } from "./subtle.js";

/** Bytes of an Ed25519 public key and of a seed. */
export const ED25519_KEY_SIZE = 32;

/** Bytes of an Ed25519 signature. */
export const ED25519_SIGNATURE_SIZE = 64;

/** A private key that signs. Its bytes may be out of reach, even of this page. */
export interface SigningKey {
  /** The public half, 32 raw bytes. */
  readonly publicKey: Uint8Array;

  /** Signs: 64 bytes, the same ones for the same message (RFC 8032). */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

// A point of small order has one of five y; the sign of x does not matter.
const SMALL_ORDER = ED25519_TORSION_SUBGROUP.map((point) => withoutSign(fromHex(point)));

const FIELD_PRIME = (1n << 255n) - 19n;

/**
 * Makes a signing key of a seed (RFC 8032, section 5.1.5). The seed is copied.
 * @param seed 32 secret bytes.
 */
export async function importSigningKey(seed: Uint8Array): Promise<SigningKey> {
  if (seed.length !== ED25519_KEY_SIZE) throw new RangeError(`A seed has ${ED25519_KEY_SIZE} bytes.`);
  const publicKey = ed25519.getPublicKey(seed);
  if (!(await hasCurve("Ed25519"))) return new BytesSigningKey(seed.slice(), publicKey);
  const encoded = toPkcs8("Ed25519", seed);
  try {
    const key = await platform().importKey("pkcs8", encoded, "Ed25519", false, ["sign"]);
    return new PlatformSigningKey(key, publicKey);
  } finally {
    wipe(encoded);
  }
}

/** Makes a new signing key. Where the platform has Ed25519 and no other randomness is given, no script can read it. */
export async function generateSigningKey(random: FillRandom = systemRandom): Promise<SigningKey> {
  if (random === systemRandom && (await hasCurve("Ed25519"))) {
    const pair = await platform().generateKey("Ed25519", false, ["sign", "verify"]) as CryptoKeyPair;
    return fromKeyPair(pair);
  }
  const seed = randomBytes(ED25519_KEY_SIZE, random);
  try {
    return await importSigningKey(seed);
  } finally {
    wipe(seed);
  }
}

/** The signing key of a pair of WebCrypto, for example of one that was read from IndexedDB. */
export async function fromKeyPair(pair: CryptoKeyPair): Promise<SigningKey> {
  const publicKey = new Uint8Array(await platform().exportKey("raw", pair.publicKey));
  return new PlatformSigningKey(pair.privateKey, publicKey);
}

/**
 * Verifies by the one rule of CXE1, the same in every language: cofactorless, S below the group's order, A and R
 * canonical and not of small order.
 * @returns False for a wrong signature and for a key or signature of any other length.
 */
export async function verifyEd25519(
  publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (!mayBeVerified(publicKey, signature)) return false;
  return (await hasCurve("Ed25519"))
    ? verifyOnPlatform(publicKey, message, signature)
    : verifyWithPoints(publicKey, message, signature);
}

/** The same verdict as `verifyEd25519`, at once and without the platform's help. Several times slower. */
export function verifyEd25519Sync(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return mayBeVerified(publicKey, signature) && verifyWithPoints(publicKey, message, signature);
}

/** What verifiers differ on is refused before any of them is asked. */
function mayBeVerified(publicKey: Uint8Array, signature: Uint8Array): boolean {
  return publicKey.length === ED25519_KEY_SIZE
    && signature.length === ED25519_SIGNATURE_SIZE
    && isAcceptable(publicKey)
    && isAcceptable(signature.subarray(0, 32))
    && bytesToNumberLE(signature.subarray(32)) < ed25519.Point.Fn.ORDER;
}

/** Whether an encoded point is canonical and not of small order; it may still be on no curve. */
function isAcceptable(point: Uint8Array): boolean {
  const y = withoutSign(point);
  return bytesToNumberLE(y) < FIELD_PRIME && !SMALL_ORDER.some((small) => compareBytes(small, y) === 0);
}

function withoutSign(point: Uint8Array): Uint8Array {
  const y = point.slice();
  y[31] = (y[31] as number) & 0x7f;
  return y;
}

async function verifyOnPlatform(
  publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await platform().importKey("raw", source(publicKey), "Ed25519", true, ["verify"]);
  } catch (error) {
    // Some platforms refuse bytes that are on no curve here, others when they verify.
    if (error instanceof Error && (error.name === "DataError" || error.name === "OperationError")) return false;
    throw error;
  }
  return platform().verify("Ed25519", key, source(signature), source(message));
}

/** [S]B - [k]A must have exactly the bytes of R (RFC 8032, section 5.1.7, without the cofactor). */
function verifyWithPoints(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const { Point } = ed25519;
  const r = signature.subarray(0, 32);
  const s = bytesToNumberLE(signature.subarray(32));
  let a: InstanceType<typeof Point>;
  try {
    a = Point.fromBytes(publicKey);
  } catch {
    // On no curve.
    return false;
  }
  const k = Point.Fn.create(bytesToNumberLE(sha512(concat(r, publicKey, message))));
  const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
  return equalInConstantTime(expected.toBytes(), r);
}

function platform(): SubtleCrypto {
  const functions = subtle();
  if (functions === undefined) throw new Error("This platform has no WebCrypto.");
  return functions;
}

class PlatformSigningKey implements SigningKey {
  readonly publicKey: Uint8Array;
  readonly #key: CryptoKey;

  constructor(key: CryptoKey, publicKey: Uint8Array) {
    this.#key = key;
    this.publicKey = publicKey;
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    return new Uint8Array(await platform().sign("Ed25519", this.#key, source(message)));
  }
}

class BytesSigningKey implements SigningKey {
  readonly publicKey: Uint8Array;
  readonly #seed: Uint8Array;

  constructor(seed: Uint8Array, publicKey: Uint8Array) {
    this.#seed = seed;
    this.publicKey = publicKey;
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    return ed25519.sign(message, this.#seed);
  }
}
