import { AEAD_TAG_SIZE, aeadDecrypt, aeadEncrypt } from "./aead.js";
import { wipe } from "./bytes.js";
import { decapsulate, encapsulate } from "./dhkem.js";
import { DEFAULT_SUITE, keySchedule } from "./hpkeSchedule.js";
import { type FillRandom, systemRandom } from "./random.js";
import { type AgreementKey, generateAgreementKey } from "./x25519.js";

/** Bytes of an encapsulation. */
export const HPKE_ENCAPSULATION_SIZE = 32;

/** Bytes by which a ciphertext is longer than its plaintext. */
export const HPKE_TAG_SIZE = AEAD_TAG_SIZE;

/** What was sealed. */
export interface HpkeSealed {
  /** enc: 32 bytes. */
  readonly encapsulation: Uint8Array;

  /** ct: 16 bytes longer than the plaintext. */
  readonly ciphertext: Uint8Array;
}

/**
 * Hybrid public key encryption (RFC 9180) in base mode, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * ChaCha20-Poly1305. It says nothing about who sealed: callers sign.
 * @param recipient The X25519 public key, 32 raw bytes.
 * @param info What both sides know about the purpose; may be empty.
 * @param associatedData Authenticated, not encrypted; may be empty.
 * @param plaintext May be empty.
 * @param random Where the one-time key comes from.
 * @returns Undefined if the recipient's key is of small order.
 */
export async function sealBase(
  recipient: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
  random: FillRandom = systemRandom): Promise<HpkeSealed | undefined> {
  return sealBaseWith(await generateAgreementKey(random), recipient, info, associatedData, plaintext);
}

/** Seals with a given one-time key. Only tests call it with a fixed one: reusing a key reveals plaintexts. */
export async function sealBaseWith(
  ephemeral: AgreementKey,
  recipient: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array): Promise<HpkeSealed | undefined> {
  const sharedSecret = await encapsulate(ephemeral, recipient);
  if (sharedSecret === undefined) return undefined;
  const { key, baseNonce, exporterSecret } = keySchedule(DEFAULT_SUITE, sharedSecret, info);
  try {
    const ciphertext = aeadEncrypt(key, baseNonce, associatedData, plaintext);
    return { encapsulation: ephemeral.publicKey, ciphertext };
  } finally {
    wipe(sharedSecret, key, baseNonce, exporterSecret);
  }
}

/**
 * Opens what was sealed to the public half of a key.
 * @returns The plaintext; undefined if anything is not as it was sealed.
 */
export async function openBase(
  recipient: AgreementKey,
  encapsulation: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  ciphertext: Uint8Array): Promise<Uint8Array | undefined> {
  if (encapsulation.length !== HPKE_ENCAPSULATION_SIZE) return undefined;
  const sharedSecret = await decapsulate(recipient, encapsulation);
  if (sharedSecret === undefined) return undefined;
  const { key, baseNonce, exporterSecret } = keySchedule(DEFAULT_SUITE, sharedSecret, info);
  try {
    return aeadDecrypt(key, baseNonce, associatedData, ciphertext);
  } finally {
    wipe(sharedSecret, key, baseNonce, exporterSecret);
  }
}
