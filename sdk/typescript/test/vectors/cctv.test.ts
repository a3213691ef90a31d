import sodium from "libsodium-wrappers";
import { describe, expect } from "vitest";
import { verifyEd25519, verifyEd25519Sync } from "../../src/crypto/ed25519.js";
import { member, testWithVectors } from "./vectorFiles.js";

export const CCTV_FILE = "cctv/ed25519vectors.json";
export const CCTV_CASES = 914;
export const CCTV_ACCEPTED = 43;

interface CctvCase {
  readonly number: number;
  readonly msg: string;
  readonly flags: readonly string[] | null;
}

// The rule in the words of the file's flags: canonical, not of small order, cofactorless.
const REFUSED = ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"];

/** The edge cases of Ed25519 on which verifiers differ. */
describe("CCTV", () => {
  testWithVectors("Ed25519 accepts exactly what libsodium accepts, on WebCrypto and without it", CCTV_FILE, CCTV_CASES,
    async (file) => {
      await sodium.ready;
      let accepted = 0;
      const vectors = file as CctvCase[];
      for (const vector of vectors) {
        const [key, signature] = [member(vector, "key"), member(vector, "sig")];
        const message = new TextEncoder().encode(vector.msg);
        const expected = !(vector.flags ?? []).some((flag) => REFUSED.includes(flag));
        const verdicts = {
          libsodium: sodium.crypto_sign_verify_detached(signature, message, key),
          platform: await verifyEd25519(key, message, signature),
          points: verifyEd25519Sync(key, message, signature),
        };
        expect(verdicts, `vector ${vector.number}`).toEqual({
          libsodium: expected, platform: expected, points: expected,
        });
        if (expected) accepted++;
      }
      expect(vectors.length).toBe(CCTV_CASES);
      expect(accepted).toBe(CCTV_ACCEPTED);
    });
});
