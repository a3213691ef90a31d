import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { importSigningKey, type SigningKey } from "../../src/crypto/index.js";
import { AgentCertificate, DeviceCertificate, DeviceList, Rotation, type Id } from "../../src/cxe1/index.js";
import { rawPublicKey } from "../../src/cxe1/identity/agentIdentity.js";
import { fromBase64Url, toBase64Url } from "../../src/wire/index.js";
import { close, everyAuto, meet, restart, takeMessage, type Pair } from "../live/people.js";

let pair: Pair;
let rotatedPeers: string[];

beforeEach(async () => {
  pair = await meet(everyAuto);
  rotatedPeers = [];
  pair = { ...pair, options: { ...pair.options, onKeyRotated: (peer) => rotatedPeers.push(peer) } };
  await restart(pair.alice, pair.options);
  await Promise.all([pair.alice.client.connect(), pair.bob.client.connect()]);
  await pair.alice.client.send(pair.bob.profile.agent, "schedule", "before");
  await takeMessage(pair.bob.client);
});

afterEach(() => close(pair.alice, pair.bob));

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);

describe("A peer's new identity key", () => {
  test("is followed in both directions, and told, where the old key signed it", async () => {
    const { alice, bob } = pair;
    const before = await alice.client.safetyNumber(bob.profile.agent);
    const next = await rotate(3);
    await restart(alice, pair.options);
    await restart(bob, pair.options);
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    await alice.client.send(bob.profile.agent, "schedule", "to the new key");
    expect((await takeMessage(bob.client)).content.text).toBe("to the new key");
    await bob.client.send(alice.profile.agent, "schedule", "from the new key");
    expect((await takeMessage(alice.client)).content.text).toBe("from the new key");
    expect(rotatedPeers).toEqual([bob.profile.agent]);
    const after = await alice.client.safetyNumber(bob.profile.agent);
    expect(after).toMatchObject({ isTrusted: true, rotatedAt: pair.clock.now() });
    expect(after.number).not.toBe(before.number);
    expect(bob.client.profile.identity.aik).toBe(rawPublicKey(next));
  });

  test("leaves the pin over a restart, and is no way back to the old key", async () => {
    const { alice, bob, exchange } = pair;
    const { certificate } = exchange.agents.get(bob.profile.agent)!;
    await rotate(3);
    await restart(alice, pair.options);
    await alice.client.connect();
    await alice.client.send(bob.profile.agent, "schedule", "followed");
    exchange.shownKeys.set(bob.profile.agent, (keys) => ({ ...keys, certificate }));
    await suspends();
  });

  test.each(["by another key", "for another agent", "of an owner", "left out"])(
    "suspends within one message where its rotation is %s", async (attack) => {
      const { bob, exchange, clock } = pair;
      const mallory = await importSigningKey(new Uint8Array(32).fill(9));
      const [agent, key, now] = [bob.profile.agent, rawPublicKey(mallory), clock.now()];
      // The worst case: the owner's key is stolen, the agent's is not.
      const certificate = await AgentCertificate.issue(bob.owner.oik, agent, key, now);
      const old = bob.profile.aik;
      const rotations: Readonly<Record<string, () => Promise<Rotation>>> = {
        "by another key": () => Rotation.ofAgent(mallory, agent, rawPublicKey(old), now),
        "for another agent": () => Rotation.ofAgent(old, "00".repeat(16) as Id, key, now),
        "of an owner": () => Rotation.ofOwner(old, key, now),
      };
      const rotation = await rotations[attack]?.();
      exchange.shownKeys.set(agent, (keys) => ({
        ...keys, certificate: toBase64Url(certificate.bytes),
        rotations: rotation === undefined ? [] : [toBase64Url(rotation.bytes)],
      }));
      await suspends();
    });
});

async function suspends(): Promise<void> {
  const { alice, bob, exchange } = pair;
  await restart(alice, pair.options);
  await alice.client.connect();
  expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "not sent")))
    .toMatchObject({ code: "peer-identity-changed" });
  expect(exchange.between(alice.profile.agent, bob.profile.agent).suspended).toBe("identity-changed");
}

/** Bob's owner rotates the agent's key, and the server has it. */
async function rotate(seed: number): Promise<SigningKey> {
  const { bob, exchange, clock } = pair;
  const [id, old, now] = [bob.profile.agent, bob.profile.aik, clock.now()];
  const next = await importSigningKey(new Uint8Array(32).fill(seed));
  const agent = exchange.agents.get(id)!;
  const list = DeviceList.parse(fromBase64Url(agent.lists.at(-1)!)!);
  if (!list.ok) throw new Error(list.error);
  const { devices } = list.value;
  agent.rotations.push(toBase64Url((await Rotation.ofAgent(old, id, rawPublicKey(next), now)).bytes));
  agent.certificate = toBase64Url((await AgentCertificate.issue(bob.owner.oik, id, rawPublicKey(next), now)).bytes);
  agent.lists.push(toBase64Url((await DeviceList.issue(next, id, now, devices, list.value)).bytes));
  for (const { device, dsk } of devices) {
    const certificate = await DeviceCertificate.issue(next, id, device, dsk, now - 1_000, now + 86_400_000);
    agent.devices.set(device, toBase64Url(certificate.bytes));
  }
  return next;
}
