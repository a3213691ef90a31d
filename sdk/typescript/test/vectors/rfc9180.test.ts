import { gcm } from "@noble/ciphers/aes.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { describe, expect } from "vitest";
import { aeadDecrypt, aeadEncrypt } from "../../src/crypto/aead.js";
import { concat } from "../../src/crypto/bytes.js";
import { decapsulate, deriveKeyPair, encapsulate, KEM_ID } from "../../src/crypto/dhkem.js";
import { openBase, sealBaseWith } from "../../src/crypto/hpke.js";
import { DEFAULT_SUITE, exportSecret, type HpkeSuite, keySchedule } from "../../src/crypto/hpkeSchedule.js";
import { member, testWithVectors } from "./vectorFiles.js";

const SUITES = 8;
const ENCRYPTIONS = 1542;
const EXPORTS = 24;

interface Vector {
  readonly mode: number;
  readonly kem_id: number;
  readonly kdf_id: number;
  readonly aead_id: number;
  readonly encryptions: readonly object[];
  readonly exports: readonly (object & { readonly L: number })[];
}

/** Every encryption and export of RFC 9180 for DHKEM(X25519, HKDF-SHA256) in base mode, in all suites. */
describe("RFC 9180", () => {
  testWithVectors("every suite gives the bytes of the RFC", "rfc9180/dhkem_x25519_base.json", ENCRYPTIONS + EXPORTS,
    async (file) => {
      const ran = { suites: 0, encryptions: 0, exports: 0 };
      for (const vector of file as Vector[]) {
        const { encryptions, exports } = await checkSuite(vector);
        ran.suites++;
        ran.encryptions += encryptions;
        ran.exports += exports;
      }
      expect(ran).toEqual({ suites: SUITES, encryptions: ENCRYPTIONS, exports: EXPORTS });
    });
});

async function checkSuite(vector: Vector): Promise<{ encryptions: number; exports: number }> {
  expect([vector.mode, vector.kem_id]).toEqual([0, KEM_ID]);
  const ephemeral = await deriveKeyPair(member(vector, "ikmE"));
  const recipient = await deriveKeyPair(member(vector, "ikmR"));
  expect(ephemeral.publicKey).toEqual(member(vector, "pkEm"));
  expect(recipient.publicKey).toEqual(member(vector, "pkRm"));
  expect(ephemeral.publicKey).toEqual(member(vector, "enc"));
  const shared = await encapsulate(ephemeral, recipient.publicKey);
  expect(shared).toEqual(member(vector, "shared_secret"));
  expect(await decapsulate(recipient, member(vector, "enc"))).toEqual(shared);

  const suite = suiteOf(vector);
  const info = member(vector, "info");
  const secrets = keySchedule(suite, shared as Uint8Array, info);
  expect(secrets.key).toEqual(member(vector, "key"));
  expect(secrets.baseNonce).toEqual(member(vector, "base_nonce"));
  expect(secrets.exporterSecret).toEqual(member(vector, "exporter_secret"));

  for (const [sequence, encryption] of vector.encryptions.entries()) {
    const [data, plaintext] = [member(encryption, "aad"), member(encryption, "pt")];
    const ciphertext = member(encryption, "ct");
    const nonce = nonceOf(secrets.baseNonce, sequence);
    expect(nonce).toEqual(member(encryption, "nonce"));
    expect(encrypt(suite, secrets.key, nonce, data, plaintext)).toEqual(ciphertext);
    if (suite.aeadId !== DEFAULT_SUITE.aeadId) continue;
    expect(aeadDecrypt(secrets.key, nonce, data, ciphertext)).toEqual(plaintext);
    expect(aeadDecrypt(secrets.key, nonce, concat(data, Uint8Array.of(0)), ciphertext)).toBeUndefined();
    if (sequence > 0 || suite.kdfId !== DEFAULT_SUITE.kdfId) continue;
    const sealed = await sealBaseWith(ephemeral, recipient.publicKey, info, data, plaintext);
    expect(sealed).toEqual({ encapsulation: ephemeral.publicKey, ciphertext });
    expect(await openBase(recipient, ephemeral.publicKey, info, data, ciphertext)).toEqual(plaintext);
  }
  for (const one of vector.exports)
    expect(exportSecret(suite, secrets.exporterSecret, member(one, "exporter_context"), one.L))
      .toEqual(member(one, "exported_value"));
  return { encryptions: vector.encryptions.length, exports: vector.exports.length };
}

function suiteOf({ kdf_id: kdfId, aead_id: aeadId }: Vector): HpkeSuite {
  const keySize = ({ 1: 16, 2: 32, 3: 32, 0xffff: 0 } as Record<number, number>)[aeadId] as number;
  return { kdfId, hash: kdfId === 1 ? sha256 : sha512, aeadId, keySize, nonceSize: keySize === 0 ? 0 : 12 };
}

function encrypt(
  suite: HpkeSuite, key: Uint8Array, nonce: Uint8Array, data: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return suite.aeadId === 3 ? aeadEncrypt(key, nonce, data, plaintext) : gcm(key, nonce, data).encrypt(plaintext);
}

function nonceOf(base: Uint8Array, sequence: number): Uint8Array {
  const nonce = base.slice();
  const view = new DataView(nonce.buffer);
  view.setUint32(8, (view.getUint32(8) ^ sequence) >>> 0);
  return nonce;
}
