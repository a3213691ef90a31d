import { describe, expect, test } from "vitest";
import { fromHex } from "../../../src/crypto/bytes.js";
import {
  FOLDERS,
  type FormJson,
  isHere,
  type Mutation,
  type MutationsJson,
  readJson,
  type VerdictJson,
  type WorldJson,
} from "./formats.js";
import { judgeForm } from "./formJudge.js";
import { judgeRule } from "./ruleJudge.js";
import { World } from "./world.js";

/** The vectors of both implementations: this one gives the same verdict on every byte string. */
describe.each(FOLDERS)("the vectors of %s", (folder) => {
  const timeout = 300_000;
  const hasWorld = isHere(folder, "world.json");
  const world = () => new World(readJson<WorldJson>(folder, "world.json"));

  test.skipIf(!hasWorld)("every record has the stated form, hash and signer", { timeout }, async () => {
    const forms = readJson<FormJson[]>(folder, "forms.json");
    const here = world();
    for (const { name, kind, bytes, signer, hash, v } of forms) {
      const verdict = await judgeForm(kind, here.bytes(bytes), signer);
      expect(verdict.v, `${name} (${kind})`).toBe(v);
      if (hash !== undefined && verdict.v === "ok") expect(verdict.hash, name).toBe(hash);
    }
    expect(forms.length).toBeGreaterThan(0);
  });

  test.skipIf(!hasWorld)("every damaged record is refused for the stated reason", { timeout }, async () => {
    const here = world();
    let mutations = 0;
    for (const { base, kind, signer, m } of readJson<MutationsJson[]>(folder, "mutations.json")) {
      const original = here.bytes(base);
      for (const mutation of m) {
        const verdict = await judgeForm(kind, mutated(original, mutation), signer);
        expect(verdict.v, `${base} (${kind}) ${JSON.stringify(mutation)}`).toBe(mutation.at(-1));
        mutations++;
      }
    }
    expect(mutations).toBeGreaterThan(0);
  });

  test.skipIf(!hasWorld)("every rule decides as stated", { timeout }, async () => {
    const here = world();
    const verdicts = readJson<VerdictJson[]>(folder, "verdicts.json");
    for (const one of verdicts) {
      const verdict = await judgeRule(here, one);
      expect(verdict.v, `${one.name} (${one.op})`).toBe(one.v);
      for (const [member, value] of Object.entries(verdict))
        if (member in one) expect(value, `${one.name}: ${member}`).toEqual(one[member]);
    }
    expect(verdicts.length).toBeGreaterThan(0);
  });
});

function mutated(original: Uint8Array, [operation, ...parameters]: Mutation): Uint8Array {
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
