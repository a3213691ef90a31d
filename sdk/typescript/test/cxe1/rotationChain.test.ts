import { beforeAll, describe, expect, test } from "vitest";
import {
  AgentDirectory, Cxe1Limits, DeviceList, followRotations, partyOf, Rotation, withPastKeys, type AgentIdentity,
} from "../../src/cxe1/index.js";
import { isNamedBy } from "../../src/cxe1/consent/termsParty.js";
import { rawPublicKey } from "../../src/cxe1/identity/agentIdentity.js";
import type { SigningKey } from "../../src/crypto/ed25519.js";
import { ed25519Key, id, START } from "./support/testKeys.js";
import { patched } from "./support/tampering.js";

const agent = id("alice");
let first: SigningKey;
let second: SigningKey;
let third: SigningKey;
let mallory: SigningKey;
let pinned: AgentIdentity;

beforeAll(async () => {
  [first, second, third, mallory] = await Promise.all(
    ["alice aik", "alice aik 2", "alice aik 3", "mallory"].map(ed25519Key)) as [
    SigningKey, SigningKey, SigningKey, SigningKey];
  pinned = { agent, aik: rawPublicKey(first), oik: rawPublicKey(await ed25519Key("alice oik")) };
});

const rotation = (old: SigningKey, next: SigningKey, created = START): Promise<Rotation> =>
  Rotation.ofAgent(old, agent, rawPublicKey(next), created);

const follow = async (from: AgentIdentity, claimed: SigningKey, ...shown: Promise<Rotation>[]) =>
  followRotations(from, rawPublicKey(claimed), await Promise.all(shown), START);

const rotated = async (): Promise<AgentIdentity> => {
  const followed = await follow(pinned, second, rotation(first, second));
  if (!followed.ok) throw new Error(followed.error);
  return followed.value;
};

/** It names the old key, and somebody else has signed it. */
async function forged(old: SigningKey, next: SigningKey): Promise<Rotation> {
  const parsed = Rotation.parse(patched((await rotation(mallory, next)).bytes, 17, old.publicKey));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe("Following an agent's identity key", () => {
  test("goes over every rotation since the pinned one", async () => {
    const followed = await follow(pinned, third, rotation(first, second), rotation(second, third, START + 5));
    expect(followed).toMatchObject({
      ok: true,
      value: {
        aik: rawPublicKey(third), past: [{ aik: pinned.aik, until: START }, { aik: rawPublicKey(second), until: START + 5 }],
      },
    });
  });

  test("goes nowhere that the pinned key did not sign", async () => {
    const cases = [
      ["WrongIdentity", second, []],
      ["WrongIdentity", second, [rotation(mallory, second)]],
      ["WrongIdentity", mallory, [rotation(first, second)]],
      ["WrongIdentity", second, [Rotation.ofAgent(first, id("bob"), rawPublicKey(second), 1)]],
      ["WrongIdentity", second, [Rotation.ofOwner(first, rawPublicKey(second), 1)]],
      ["SignatureInvalid", second, [forged(first, second)]],
      ["NotYetValid", second, [rotation(first, second, START + Cxe1Limits.clockTolerance + 1)]],
    ] as const;
    for (const [error, claimed, shown] of cases)
      expect(await follow(pinned, claimed, ...shown)).toEqual({ ok: false, error });
  });

  test("never leads back to a key that was left, or back in time", async () => {
    const from = await rotated();
    expect(await follow(from, first, rotation(first, second))).toEqual({ ok: false, error: "WrongIdentity" });
    expect(await follow(from, first, rotation(second, first))).toEqual({ ok: false, error: "HistoryForked" });
    expect(await follow(from, third, rotation(second, third, START - 1))).toEqual({ ok: false, error: "HistoryForked" });
  });

  test("takes the past as far as it is signed where nothing was pinned", async () => {
    const today = { ...pinned, aik: rawPublicKey(third) };
    const shown = await Promise.all([forged(await ed25519Key("nobody"), first), rotation(first, second), rotation(second, third)]);
    expect((await withPastKeys(today, shown)).past?.map(({ aik }) => aik)).toEqual([pinned.aik, rawPublicKey(second)]);
  });

  test("a directory goes on under the new key and never back", async () => {
    const from = await rotated();
    const one = await DeviceList.issue(first, agent, START, []);
    const two = await DeviceList.issue(second, agent, START, [], one);
    const back = await DeviceList.issue(first, agent, START, [], two);
    const verdict = async (identity: AgentIdentity, ...lists: DeviceList[]): Promise<string> => {
      const verified = await AgentDirectory.verify(identity, { lists, certificates: [] });
      return verified.ok ? "None" : verified.error;
    };
    expect(await verdict(from, one, two)).toBe("None");
    expect(await verdict(from, one)).toBe("WrongIdentity");
    expect(await verdict(from, one, two, back)).toBe("WrongIdentity");
    expect(await verdict(pinned, one, two)).toBe("WrongIdentity");
  });

  test("terms may name a side by any of its keys", async () => {
    const from = await rotated();
    expect(isNamedBy(from, partyOf(from))).toBe(true);
    expect(isNamedBy(from, partyOf(pinned))).toBe(true);
    expect(isNamedBy(from, partyOf({ ...pinned, aik: rawPublicKey(mallory) }))).toBe(false);
    expect(isNamedBy(from, partyOf({ ...pinned, oik: rawPublicKey(mallory) }))).toBe(false);
  });
});
