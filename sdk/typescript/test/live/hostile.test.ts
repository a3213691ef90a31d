import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConnectionTerms } from "../../src/cxe1/consent/connectionTerms.js";
import { DeviceList } from "../../src/cxe1/identity/deviceList.js";
import { importSigningKey } from "../../src/crypto/index.js";
import { createMemoryStore, type ClientStore } from "../../src/store/index.js";
import { fromBase64Url, toBase64Url } from "../../src/wire/index.js";
import { close, everyAuto, meet, restart, take, type Pair, type Person } from "./people.js";

// What a lying server does is found at the first message that it touches, and the connection is stopped. Swapped keys
// and forged rotations stand in test/peers.

const approvalSize = 250;
let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
  await Promise.all([pair.alice.client.connect(), pair.bob.client.connect()]);
  await send("one");
  expect(await next()).toMatchObject({ kind: "message", isPredecessorMissing: false });
});

afterEach(() => close(pair.alice, pair.bob));

describe("A lying server", () => {
  test("that alters a message is found", async () => {
    pair.exchange.mail = (body) => [flipped(body)];
    await send("altered");
    await refused("ciphertext-mismatch");
  });

  test.each([
    ["takes the approval away", (body: Uint8Array) => body.slice(0, -approvalSize), "approval-missing"],
    ["forges an approval", flipped, "approval-invalid"],
  ] as const)("that %s is found", async (_, change, reason) => {
    pair.exchange.mail = (body) => [change(body)];
    await approved();
    await refused(reason);
  });

  test("that shows the approval of another message is found", async () => {
    let earlier: Uint8Array | null = null;
    pair.exchange.mail = (body) => {
      const shown = earlier === null ? body : Uint8Array.from([...body.slice(0, -approvalSize), ...earlier]);
      earlier = body.slice(-approvalSize);
      return [shown];
    };
    await approved();
    expect(await next()).toMatchObject({ kind: "message" });
    await approved();
    await refused("approval-invalid");
  });

  test("that drops a message is found at the next one", async () => {
    pair.exchange.mail = () => [];
    await send("dropped");
    pair.exchange.mail = (body) => [body];
    await send("three");
    expect(await next()).toMatchObject({ kind: "message", isPredecessorMissing: true });
  });

  test("that reorders messages is found at the first", async () => {
    const held: Uint8Array[] = [];
    pair.exchange.mail = (body) => held.push(body) < 2 ? [] : held.toReversed();
    await send("two");
    await send("three");
    const [first, second] = [await next(), await next()];
    expect([first, second]).toMatchObject([{ isPredecessorMissing: true }, { isPredecessorMissing: false }]);
    expect([first, second].map((item) => item.kind === "message" && item.content.text)).toEqual(["three", "two"]);
  });

  test("that takes a second epoch under one number is found", async () => {
    const { alice, options } = pair;
    await alice.client.close();
    const clone = { ...alice, store: await copyOf(alice.store) };
    await restart(alice, options);
    await alice.client.connect();
    await send("two");
    expect(await next()).toMatchObject({ kind: "message" });
    await alice.client.close();
    await restart(clone, options);
    await clone.client.connect();
    const { sequences } = pair.exchange.between(alice.profile.agent, pair.bob.profile.agent);
    for (const place of sequences.keys()) sequences.set(place, { number: 1, hash: "" });
    await clone.client.send(pair.bob.profile.agent, "schedule", "forked");
    await clone.client.close();
    await refused("epoch-fork");
  });

  test("that lists a device which the agent did not is found", async () => {
    const { alice, bob, exchange, clock, options } = pair;
    const mallory = await importSigningKey(new Uint8Array(32).fill(5));
    const ghost = await DeviceList.issue(mallory, bob.profile.agent, clock.now(), []);
    await alice.client.close();
    exchange.shownKeys.set(bob.profile.agent, (keys) =>
      ({ ...keys, directory: toBase64Url(ghost.bytes), directories: [...keys["directories"] as string[], toBase64Url(ghost.bytes)] }));
    await restart(alice, options);
    await alice.client.connect();
    await expect(send("not sent")).rejects.toMatchObject({ code: "signature-invalid" });
    expect(suspended()).toBe("signature-invalid");
  });

  test("that names other terms than were signed is found", async () => {
    const { alice, bob, exchange, options } = pair;
    await alice.client.close();
    const theirs = exchange.between(alice.profile.agent, bob.profile.agent).sides.get(bob.profile.agent)!;
    theirs.terms = { ...theirs.terms, levels: { schedule: { share: "never", receive: "never" } } };
    await restart(alice, options);
    await alice.client.connect();
    await expect(send("not sent")).rejects.toMatchObject({ code: "terms-invalid" });
    expect(suspended()).toBe("terms-invalid");
  });
});

describe("Terms that somebody else signed", () => {
  test("are not believed, and the connection is stopped", async () => {
    const { alice, bob, exchange, clock, options } = pair;
    await alice.client.close();
    const mallory = await importSigningKey(new Uint8Array(32).fill(5));
    const { signed } = exchange.between(alice.profile.agent, bob.profile.agent).sides.get(bob.profile.agent)!;
    const newest = ConnectionTerms.parse(fromBase64Url(signed.at(-1)!)!);
    if (!newest.ok) throw new Error(newest.error);
    signed.push(toBase64Url((await ConnectionTerms.issue(
      mallory, { ...newest.value, created: clock.now() }, newest.value)).bytes));
    await restart(alice, options);
    await alice.client.connect();
    await expect(send("not sent")).rejects.toMatchObject({ code: "signature-invalid" });
    expect(suspended()).toBe("signature-invalid");
  });
});

describe("What is no attack", () => {
  test("does not stop the connection: a device that enrols later misses nothing", async () => {
    const { alice, bob, options } = pair;
    const { AgentClient } = await import("../../src/live/agentClient.js");
    const second = await AgentClient.open(await bob.owner.addDevice(createMemoryStore(), bob.profile.agent), options);
    await second.connect();
    await alice.client.send(bob.profile.agent, "schedule", "to both");
    for (;;) {
      const [item] = await take(second, 1);
      if (item?.kind !== "message" || item.content.text !== "to both") continue;
      expect(item.isPredecessorMissing).toBe(false);
      break;
    }
    await second.close();
    expect(suspended()).toBeNull();
  });
});

const suspended = (): string | null =>
  pair.exchange.between(pair.alice.profile.agent, pair.bob.profile.agent).suspended;

function send(text: string): Promise<unknown> {
  return pair.alice.client.send(pair.bob.profile.agent, "schedule", text);
}

/** A message that alice's owner is asked about, and approves. */
async function approved(): Promise<void> {
  await pair.alice.client.send(pair.bob.profile.agent, "projects", "asked");
  for (const held of await pair.alice.owner.held()) await held.approve();
}

/** The next entry of bob's is told as an attack, and the connection is stopped. */
async function refused(reason: string): Promise<void> {
  expect(await next()).toMatchObject({ kind: "unreadable", reason, isAttack: true });
  await expect.poll(suspended).toBe(reason);
}

/** Bob's next entry that is no notice. */
async function next(): Promise<Awaited<ReturnType<typeof take>>[number]> {
  for (;;) {
    const [item] = await take(pair.bob.client, 1);
    if (item !== undefined && item.kind !== "notice") return item;
  }
}

function flipped(body: Uint8Array): Uint8Array {
  const changed = body.slice();
  changed[changed.length - 1]! ^= 1;
  return changed;
}

/** All rows of a store in another one: a clone of the device. */
async function copyOf(store: ClientStore): Promise<Person["store"]> {
  const copy = Object.assign(createMemoryStore(), { close: () => Promise.resolve() });
  for (let table = 0; table < 256; table++) {
    const rows = await store.transact((one) => one.scan(table, new Uint8Array(0)));
    await copy.transact((one) => {
      for (const { key, value } of rows) one.put(table, key, value);
    });
  }
  return copy;
}
