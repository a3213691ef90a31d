import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { CHash } from "@noble/hashes/utils.js";
import { concat, utf8 } from "./bytes.js";

const VERSION = utf8("HPKE-v1");

/** LabeledExtract and LabeledExpand of RFC 9180, section 4, for one suite id. */
export class LabeledHkdf {
  readonly #suiteId: Uint8Array;
  readonly #hash: CHash;

  constructor(suiteId: Uint8Array, hash: CHash = sha256) {
    this.#suiteId = suiteId;
    this.#hash = hash;
  }

  extract(salt: Uint8Array, label: string, keyingMaterial: Uint8Array): Uint8Array {
    return extract(this.#hash, concat(VERSION, this.#suiteId, utf8(label), keyingMaterial), salt);
  }

  expand(pseudorandomKey: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
    const labeled = concat(u16(length), VERSION, this.#suiteId, utf8(label), info);
    return expand(this.#hash, pseudorandomKey, labeled, length);
  }
}

/** I2OSP(value, 2). */
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}
