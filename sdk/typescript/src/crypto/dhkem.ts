import { concat, utf8, wipe } from "./bytes.js";
import { LabeledHkdf, u16 } from "./labeledHkdf.js";
import { type AgreementKey, importAgreementKey } from "./x25519.js";

/** DHKEM(X25519, HKDF-SHA256) in the registry of RFC 9180. */
export const KEM_ID = 0x0020;

const SHARED_SECRET_SIZE = 32;
const NOTHING = new Uint8Array(0);
const kdf = new LabeledHkdf(concat(utf8("KEM"), u16(KEM_ID)));

/** Encap with a one-time key whose public half is the encapsulation; undefined if the recipient is of small order. */
export function encapsulate(ephemeral: AgreementKey, recipient: Uint8Array): Promise<Uint8Array | undefined> {
  return agree(ephemeral, recipient, ephemeral.publicKey, recipient);
}

/** Decap; undefined if the encapsulation is of small order. */
export function decapsulate(recipient: AgreementKey, encapsulation: Uint8Array): Promise<Uint8Array | undefined> {
  return agree(recipient, encapsulation, encapsulation, recipient.publicKey);
}

/** DeriveKeyPair of section 7.1.3; the official vectors give keys in this form. */
export async function deriveKeyPair(keyingMaterial: Uint8Array): Promise<AgreementKey> {
  const raw = kdf.expand(kdf.extract(NOTHING, "dkp_prk", keyingMaterial), "sk", NOTHING, 32);
  try {
    return await importAgreementKey(raw);
  } finally {
    wipe(raw);
  }
}

async function agree(
  key: AgreementKey,
  other: Uint8Array,
  encapsulation: Uint8Array,
  recipient: Uint8Array): Promise<Uint8Array | undefined> {
  const secret = await key.agree(other);
  if (secret === undefined) return undefined;
  const pseudorandomKey = kdf.extract(NOTHING, "eae_prk", secret);
  const context = concat(encapsulation, recipient);
  const shared = kdf.expand(pseudorandomKey, "shared_secret", context, SHARED_SECRET_SIZE);
  wipe(secret, pseudorandomKey);
  return shared;
}
