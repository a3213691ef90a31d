import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import sodium from "libsodium-wrappers";
import { describe, expect, test } from "vitest";
import { argon2id } from "../../src/crypto/argon2id.js";
import { concat, equalInConstantTime, fromHex, toHex, utf8 } from "../../src/crypto/bytes.js";
import { fromKeyPair, generateSigningKey, importSigningKey, verifyEd25519 } from "../../src/crypto/ed25519.js";
import { openBase, sealBase } from "../../src/crypto/hpke.js";
import { openVault, sealVault } from "../../src/crypto/secretVault.js";
import { source } from "../../src/crypto/subtle.js";
import { generateAgreementKey, importAgreementKey } from "../../src/crypto/x25519.js";
import { eachByte, SeededRandom } from "../cxe1/support/tampering.js";
import { seed } from "../cxe1/support/testKeys.js";

describe("HPKE", () => {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });
  const info = utf8("info");
  const data = utf8("associated data");
  const plaintext = utf8("plaintext");

  test("another implementation opens what was sealed here", async () => {
    const raw = seed("recipient");
    const recipient = await importAgreementKey(raw);
    const sealed = await sealBase(recipient.publicKey, info, data, plaintext);
    const opened = await suite.open({
      recipientKey: await suite.kem.deserializePrivateKey(source(raw)),
      enc: source(sealed!.encapsulation),
      info: source(info),
    }, source(sealed!.ciphertext), source(data));
    expect(new Uint8Array(opened)).toEqual(plaintext);
  });

  test("what another implementation sealed is opened here", async () => {
    const recipient = await importAgreementKey(seed("recipient"));
    const recipientPublicKey = await suite.kem.deserializePublicKey(source(recipient.publicKey));
    const sealed = await suite.seal({ recipientPublicKey, info: source(info) }, source(plaintext), source(data));
    expect(await openBase(recipient, new Uint8Array(sealed.enc), info, data, new Uint8Array(sealed.ct)))
      .toEqual(plaintext);
  });

  test("anything that is not as it was sealed does not open", async () => {
    const recipient = await importAgreementKey(seed("recipient"));
    const { encapsulation, ciphertext } = (await sealBase(recipient.publicKey, info, data, plaintext))!;
    for (const copy of eachByte(encapsulation))
      expect(await openBase(recipient, copy, info, data, ciphertext)).toBeUndefined();
    for (const copy of eachByte(ciphertext))
      expect(await openBase(recipient, encapsulation, info, data, copy)).toBeUndefined();
    expect(await openBase(recipient, encapsulation, data, info, ciphertext)).toBeUndefined();
    expect(await openBase(recipient, encapsulation.subarray(1), info, data, ciphertext)).toBeUndefined();
    expect(await openBase(recipient, encapsulation, info, data, ciphertext.subarray(0, 15))).toBeUndefined();
    const another = await generateAgreementKey();
    expect(await openBase(another, encapsulation, info, data, ciphertext)).toBeUndefined();
  });

  test("nobody seals for a key of small order, and nothing of small order opens", async () => {
    const zeros = new Uint8Array(32);
    expect(await sealBase(zeros, info, data, plaintext)).toBeUndefined();
    expect(await openBase(await generateAgreementKey(), zeros, info, data, new Uint8Array(40))).toBeUndefined();
  });

  test("repeatable randomness gives the same bytes", async () => {
    const recipient = await importAgreementKey(seed("recipient"));
    const seal = () => sealBase(recipient.publicKey, info, data, plaintext, new SeededRandom(1).fill);
    expect(await seal()).toEqual(await seal());
  });
});

describe("Ed25519", () => {
  test("keys of every origin sign what libsodium verifies", async () => {
    await sodium.ready;
    const message = utf8("message");
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]) as CryptoKeyPair;
    for (const key of [
      await importSigningKey(seed("signer")),
      await generateSigningKey(),
      await generateSigningKey(new SeededRandom(2).fill),
      await fromKeyPair(pair),
    ]) {
      const signature = await key.sign(message);
      expect(sodium.crypto_sign_verify_detached(signature, message, key.publicKey)).toBe(true);
      expect(await verifyEd25519(key.publicKey, message, signature)).toBe(true);
      expect(await verifyEd25519(key.publicKey, utf8("another"), signature)).toBe(false);
      expect(await verifyEd25519(key.publicKey, message, signature.subarray(1))).toBe(false);
      expect(await verifyEd25519(key.publicKey.subarray(1), message, signature)).toBe(false);
    }
  });

  test("a seed and the message give the one signature", async () => {
    await sodium.ready;
    const { privateKey } = sodium.crypto_sign_seed_keypair(seed("signer"));
    const signature = await (await importSigningKey(seed("signer"))).sign(utf8("message"));
    expect(signature).toEqual(sodium.crypto_sign_detached(utf8("message"), privateKey));
  });

  test("a seed of another length is the caller's error", async () => {
    await expect(importSigningKey(new Uint8Array(31))).rejects.toThrow(RangeError);
    await expect(importAgreementKey(new Uint8Array(33))).rejects.toThrow(RangeError);
  });
});

describe("bytes", () => {
  test("equality in constant time is equality", () => {
    const bytes = seed("bytes");
    expect(equalInConstantTime(bytes, bytes.slice())).toBe(true);
    for (const copy of eachByte(bytes)) expect(equalInConstantTime(bytes, copy)).toBe(false);
    expect(equalInConstantTime(bytes, bytes.subarray(1))).toBe(false);
    expect(equalInConstantTime(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });

  test("bytes and digits are each other's reverse", () => {
    expect(toHex(concat(Uint8Array.of(0, 255), Uint8Array.of(16)))).toBe("00ff10");
    expect(fromHex("00ff10")).toEqual(Uint8Array.of(0, 255, 16));
    expect(() => fromHex("0")).toThrow();
    expect(() => fromHex("zz")).toThrow();
  });
});

describe("Argon2id and the vault", () => {
  const passphrase = utf8("correct horse battery staple");
  const salt = Uint8Array.from({ length: 16 }, (_, i) => i);

  // The C# implementation holds libsodium to the same answers.
  test.each([
    [256, 2, "7989cae79eab72e4e4f4124a6acde0796b3cb91920807721145cf29a5a1daaa6"],
    [1_024, 3, "1838b69c12e5f56eb415e8247d35edbd7cbeb1690fc6edc53abe25be2ff974ec"
      + "e57d41482c12b0ebdb525129b7a79d67b865d6ff4687ecd34679f2a705c2eabd"],
  ])("Argon2id gives the known answer of %i KiB and %i passes", async (memoryKiB, passes, expected) => {
    const key = await argon2id(passphrase, salt, { memoryKiB, passes, lanes: 1 }, expected.length / 2);
    expect(toHex(key)).toBe(expected);
  });

  test("a vault opens with its passphrase and its purpose only", { timeout: 120_000 }, async () => {
    const [purpose, secret, cost] = [utf8("purpose"), utf8("secret"), { memoryMiB: 64, passes: 2 }];
    const blob = await sealVault(passphrase, cost, purpose, secret);
    expect(await openVault(passphrase, purpose, blob)).toEqual({ refusal: "None", secret });
    const refusal = async (...parameters: Parameters<typeof openVault>) => (await openVault(...parameters)).refusal;
    expect(await refusal(utf8("another"), purpose, blob)).toBe("NotAuthentic");
    expect(await refusal(passphrase, utf8("another"), blob)).toBe("NotAuthentic");
    expect(await refusal(passphrase, purpose, blob.subarray(0, 66))).toBe("NotAVault");
    const changed = (offset: number, value: number) => {
      const copy = blob.slice();
      copy[offset] = value;
      return copy;
    };
    expect(await refusal(passphrase, purpose, changed(0, 0))).toBe("NotAVault");
    expect(await refusal(passphrase, purpose, changed(4, 2))).toBe("UnknownVersion");
    expect(await refusal(passphrase, purpose, changed(5, 2))).toBe("WrongKind");
    expect(await refusal(passphrase, purpose, changed(6, 0xff))).toBe("CostOutOfRange");
    expect(await refusal(passphrase, purpose, changed(9, 1))).toBe("CostOutOfRange");
    expect(await refusal(passphrase, purpose, changed(60, blob[60]! ^ 1))).toBe("NotAuthentic");
  });

  test("what no reader would open is not sealed", async () => {
    const cost = { memoryMiB: 64, passes: 2 };
    await expect(sealVault(new Uint8Array(0), cost, salt, salt)).rejects.toThrow(RangeError);
    await expect(sealVault(passphrase, { memoryMiB: 63, passes: 2 }, salt, salt)).rejects.toThrow(RangeError);
    await expect(sealVault(passphrase, { memoryMiB: 64, passes: 17 }, salt, salt)).rejects.toThrow(RangeError);
    await expect(sealVault(passphrase, cost, salt, new Uint8Array(0))).rejects.toThrow(RangeError);
  });
});
