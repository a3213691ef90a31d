import { sha256, utf8 } from "../src/crypto/index.js";
import type { FillRandom } from "../src/crypto/index.js";

/** The same bytes for the same seed, in every run: SHA-256 of the seed and a counter. Guards nothing. */
export function seededRandom(seed: string): FillRandom {
  const start = utf8(seed);
  let counter = 0;
  let block = new Uint8Array(0);
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      if (block.length === 0) block = sha256(start, utf8(` ${counter++}`)).slice();
      bytes[i] = block[0] as number;
      block = block.subarray(1);
    }
  };
}
