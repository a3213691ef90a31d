import { sha256 } from "@noble/hashes/sha2.js";
import type { CHash } from "@noble/hashes/utils.js";
import { AEAD_KEY_SIZE, AEAD_NONCE_SIZE } from "./aead.js";
import { concat, utf8, wipe } from "./bytes.js";
import { KEM_ID } from "./dhkem.js";
import { LabeledHkdf, u16 } from "./labeledHkdf.js";

/** What the key schedule has to know of a suite. Tests run it for all suites of the RFC. */
export interface HpkeSuite {
  readonly kdfId: number;
  readonly hash: CHash;
  readonly aeadId: number;
  readonly keySize: number;
  readonly nonceSize: number;
}

/** What section 5.1 derives from a shared secret. */
export interface HpkeSecrets {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

/** HKDF-SHA256 and ChaCha20-Poly1305, the suite that we use. */
export const DEFAULT_SUITE: HpkeSuite = {
  kdfId: 0x0001,
  hash: sha256,
  aeadId: 0x0003,
  keySize: AEAD_KEY_SIZE,
  nonceSize: AEAD_NONCE_SIZE,
};

const MODE_BASE = 0;
const NOTHING = new Uint8Array(0);

/** The key schedule of RFC 9180, section 5.1, in base mode. */
export function keySchedule(suite: HpkeSuite, sharedSecret: Uint8Array, info: Uint8Array): HpkeSecrets {
  const kdf = schedule(suite);
  const context = concat(
    Uint8Array.of(MODE_BASE), kdf.extract(NOTHING, "psk_id_hash", NOTHING), kdf.extract(NOTHING, "info_hash", info));
  const secret = kdf.extract(sharedSecret, "secret", NOTHING);
  const secrets = {
    key: kdf.expand(secret, "key", context, suite.keySize),
    baseNonce: kdf.expand(secret, "base_nonce", context, suite.nonceSize),
    exporterSecret: kdf.expand(secret, "exp", context, suite.hash.outputLen),
  };
  wipe(secret);
  return secrets;
}

/** Export of section 5.3. */
export function exportSecret(
  suite: HpkeSuite, exporterSecret: Uint8Array, context: Uint8Array, length: number): Uint8Array {
  return schedule(suite).expand(exporterSecret, "sec", context, length);
}

function schedule(suite: HpkeSuite): LabeledHkdf {
  return new LabeledHkdf(concat(utf8("HPKE"), u16(KEM_ID), u16(suite.kdfId), u16(suite.aeadId)), suite.hash);
}
