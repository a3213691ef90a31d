export { AEAD_KEY_SIZE, AEAD_NONCE_SIZE, AEAD_TAG_SIZE, aeadDecrypt, aeadEncrypt } from "./aead.js";
export { type Argon2Parameters, argon2id } from "./argon2id.js";
export { compareBytes, concat, equalInConstantTime, fromHex, toHex, utf8, wipe } from "./bytes.js";
export {
  ED25519_KEY_SIZE,
  ED25519_SIGNATURE_SIZE,
  fromKeyPair,
  generateSigningKey,
  importSigningKey,
  type SigningKey,
  verifyEd25519,
  verifyEd25519Sync,
} from "./ed25519.js";
export { DIGEST_SIZE, hkdfExpand, hkdfExtract, hmacSha256, sha256 } from "./hash.js";
export { HPKE_ENCAPSULATION_SIZE, HPKE_TAG_SIZE, type HpkeSealed, openBase, sealBase } from "./hpke.js";
export { type FillRandom, randomBytes, systemRandom } from "./random.js";
export {
  DEFAULT_VAULT_COST,
  openVault,
  sealVault,
  type VaultOpened,
  type VaultPassphraseCost,
  type VaultRefusal,
} from "./secretVault.js";
export { type AgreementKey, generateAgreementKey, importAgreementKey, X25519_KEY_SIZE } from "./x25519.js";
