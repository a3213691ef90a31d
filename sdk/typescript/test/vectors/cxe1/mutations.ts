import { fromHex } from "../../../src/crypto/bytes.js";
import type { Mutation } from "./formats.js";

/** A damaged copy, as protocol/vectors/README.md says. */
export function mutated(original: Uint8Array, [operation, ...parameters]: Mutation): Uint8Array {
  const copy = original.slice();
  switch (operation) {
    case "f": {
      const [offset, bit] = parameters as [number, number];
      copy[offset]! ^= 1 << bit;
      return copy;
    }
    case "c":
      return copy.slice(0, parameters[0] as number);
    case "x":
      return Uint8Array.from([...copy, ...fromHex(parameters[0] as string)]);
    case "o":
      copy.set(fromHex(parameters[1] as string), parameters[0] as number);
      return copy;
    case "s": {
      const [a, b, n] = parameters as [number, number, number];
      copy.set(original.subarray(b, b + n), a);
      copy.set(original.subarray(a, a + n), b);
      return copy;
    }
    default:
      throw new Error(`Unknown mutation ${operation}.`);
  }
}
