import { describe, expect } from "vitest";
import { aeadDecrypt, aeadEncrypt } from "../../src/crypto/aead.js";
import { concat, equalInConstantTime } from "../../src/crypto/bytes.js";
import { verifyEd25519, verifyEd25519Sync } from "../../src/crypto/ed25519.js";
import { hkdfExpand, hkdfExtract, hmacSha256 } from "../../src/crypto/hash.js";
import { agreeSync, importAgreementKey } from "../../src/crypto/x25519.js";
import { isValid, member, testWycheproof } from "./vectorFiles.js";

describe("Wycheproof", () => {
  testWycheproof("Ed25519 verifies what Wycheproof calls valid", "ed25519", 151, async (one, group) => {
    const publicKey = member(group["publicKey"] as object, "pk");
    const [message, signature] = [member(one, "msg"), member(one, "sig")];
    expect(await verifyEd25519(publicKey, message, signature)).toBe(isValid(one));
    expect(verifyEd25519Sync(publicKey, message, signature)).toBe(isValid(one));
  });

  testWycheproof("X25519 agrees unless the result is all zero", "x25519", 518, async (one) => {
    // "Acceptable" cases (twist, non-canonical) have one right result too; only zero must be refused.
    const shared = member(one, "shared");
    const expected = shared.every((byte) => byte === 0) ? undefined : shared;
    const [raw, other] = [member(one, "private"), member(one, "public")];
    expect(await (await importAgreementKey(raw)).agree(other)).toEqual(expected);
    expect(agreeSync(raw, other)).toEqual(expected);
  });

  testWycheproof("ChaCha20-Poly1305 is that of Wycheproof", "chacha20_poly1305", 325, (one) => {
    const [key, nonce, data] = [member(one, "key"), member(one, "iv"), member(one, "aad")];
    const plaintext = member(one, "msg");
    const ciphertext = concat(member(one, "ct"), member(one, "tag"));
    if (nonce.length !== 12) {
      expect(isValid(one)).toBe(false);
      expect(() => aeadEncrypt(key, nonce, data, plaintext)).toThrow(RangeError);
      expect(() => aeadDecrypt(key, nonce, data, ciphertext)).toThrow(RangeError);
      return;
    }
    expect(aeadDecrypt(key, nonce, data, ciphertext)).toEqual(isValid(one) ? plaintext : undefined);
    if (isValid(one)) expect(aeadEncrypt(key, nonce, data, plaintext)).toEqual(ciphertext);
  });

  testWycheproof("HKDF-SHA-256 is that of Wycheproof", "hkdf_sha256", 86, (one) => {
    const size = one["size"] as number;
    const key = hkdfExtract(member(one, "ikm"), member(one, "salt"));
    if (!isValid(one)) {
      expect(() => hkdfExpand(key, member(one, "info"), size)).toThrow(RangeError);
      return;
    }
    expect(hkdfExpand(key, member(one, "info"), size)).toEqual(member(one, "okm"));
  });

  testWycheproof("HMAC-SHA-256 is that of Wycheproof", "hmac_sha256", 174, (one, group) => {
    const length = (group["tagSize"] as number) / 8;
    const mac = hmacSha256(member(one, "key"), member(one, "msg")).subarray(0, length);
    expect(equalInConstantTime(mac, member(one, "tag"))).toBe(isValid(one));
  });
});
