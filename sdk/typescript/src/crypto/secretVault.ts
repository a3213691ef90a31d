import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { argon2id } from "./argon2id.js";
import { compareBytes, concat, utf8, wipe } from "./bytes.js";
import { type FillRandom, randomBytes, systemRandom } from "./random.js";

// A secret for storage at rest, under a passphrase (Argon2id) or a raw key, with XChaCha20-Poly1305 and a random nonce:
// "CXVT" || version 1 || kind 1 || memory u16 (MiB) || passes u16 || salt 16 || nonce 24 || ciphertext || tag 16.
// Everything before the ciphertext is authenticated together with the caller's associated data (whose secret it is).

const MAGIC = utf8("CXVT");
const VERSION = 1;
const PASSPHRASE = 1;
const SALT = 10;
const NONCE = 26;
const HEADER_SIZE = 50;
const OVERHEAD = HEADER_SIZE + 16;
const MAX_SECRET_SIZE = 65_536;

/** Why a vault did not open, in order of precedence; "None": it opened. */
export type VaultRefusal =
  | "None"
  /** The blob is not one of ours: too short or with another beginning. */
  | "NotAVault"
  /** The blob has a version that this program does not know. */
  | "UnknownVersion"
  /** The blob was sealed by the other means: a key instead of a passphrase, or the reverse. */
  | "WrongKind"
  /** The cost that the blob states is outside what is allowed. */
  | "CostOutOfRange"
  /** The passphrase, the associated data or a byte of the blob is not what it was. */
  | "NotAuthentic";

/** What one guess at a passphrase costs: Argon2id with one lane. It is stored beside each blob. */
export interface VaultPassphraseCost {
  /** 64 to 1,024. */
  readonly memoryMiB: number;

  /** 2 to 16. */
  readonly passes: number;
}

/** 64 MiB and 3 passes: the second recommendation of RFC 9106. */
export const DEFAULT_VAULT_COST: VaultPassphraseCost = { memoryMiB: 64, passes: 3 };

/** What a blob opened to. */
export type VaultOpened =
  | { readonly refusal: "None"; readonly secret: Uint8Array }
  | { readonly refusal: Exclude<VaultRefusal, "None"> };

/**
 * Wraps a secret under a passphrase.
 * @param passphrase UTF-8 bytes, not empty; the caller wipes them.
 * @param cost What one guess shall cost.
 * @param associatedData What the secret is and whose; needed again to open. May be empty.
 * @param secret 1 to 65,536 bytes.
 * @throws RangeError if the passphrase is empty, or the secret or the cost out of range.
 */
export async function sealVault(
  passphrase: Uint8Array,
  cost: VaultPassphraseCost,
  associatedData: Uint8Array,
  secret: Uint8Array,
  random: FillRandom = systemRandom): Promise<Uint8Array> {
  assertPassphrase(passphrase);
  if (!isAllowed(cost)) throw new RangeError("A cost is 64 to 1,024 MiB and 2 to 16 passes.");
  if (secret.length === 0 || secret.length > MAX_SECRET_SIZE)
    throw new RangeError(`A secret has 1 to ${MAX_SECRET_SIZE} bytes.`);
  const header = new Uint8Array(HEADER_SIZE);
  header.set(MAGIC);
  header[4] = VERSION;
  header[5] = PASSPHRASE;
  const view = new DataView(header.buffer);
  view.setUint16(6, cost.memoryMiB);
  view.setUint16(8, cost.passes);
  header.set(randomBytes(HEADER_SIZE - SALT, random), SALT);
  const key = await deriveKey(passphrase, header, cost);
  const ciphertext = cipher(key, header, associatedData).encrypt(secret);
  wipe(key);
  return concat(header, ciphertext);
}

/**
 * Opens a blob that was wrapped under a passphrase.
 * @throws RangeError if the passphrase is empty.
 */
export async function openVault(
  passphrase: Uint8Array, associatedData: Uint8Array, blob: Uint8Array): Promise<VaultOpened> {
  assertPassphrase(passphrase);
  if (blob.length < OVERHEAD + 1 || compareBytes(blob.subarray(0, 4), MAGIC) !== 0) return { refusal: "NotAVault" };
  if (blob[4] !== VERSION) return { refusal: "UnknownVersion" };
  if (blob[5] !== PASSPHRASE) return { refusal: "WrongKind" };
  const view = new DataView(blob.buffer, blob.byteOffset);
  const cost = { memoryMiB: view.getUint16(6), passes: view.getUint16(8) };
  // Bounded before a key is derived: a blob must not be able to take all of a reader's memory.
  if (!isAllowed(cost)) return { refusal: "CostOutOfRange" };
  const header = blob.subarray(0, HEADER_SIZE);
  const key = await deriveKey(passphrase, header, cost);
  try {
    return { refusal: "None", secret: cipher(key, header, associatedData).decrypt(blob.subarray(HEADER_SIZE)) };
  } catch {
    // With the lengths checked, a wrong tag is the only refusal that the library has.
    return { refusal: "NotAuthentic" };
  } finally {
    wipe(key);
  }
}

function deriveKey(passphrase: Uint8Array, header: Uint8Array, cost: VaultPassphraseCost): Promise<Uint8Array> {
  const parameters = { passes: cost.passes, memoryKiB: cost.memoryMiB * 1_024, lanes: 1 };
  return argon2id(passphrase, header.subarray(SALT, NONCE), parameters, 32);
}

function cipher(key: Uint8Array, header: Uint8Array, associatedData: Uint8Array) {
  return xchacha20poly1305(key, header.subarray(NONCE), concat(header, associatedData));
}

function isAllowed({ memoryMiB, passes }: VaultPassphraseCost): boolean {
  return Number.isInteger(memoryMiB) && memoryMiB >= 64 && memoryMiB <= 1_024
    && Number.isInteger(passes) && passes >= 2 && passes <= 16;
}

function assertPassphrase(passphrase: Uint8Array): void {
  if (passphrase.length === 0) throw new RangeError("The passphrase is empty.");
}
