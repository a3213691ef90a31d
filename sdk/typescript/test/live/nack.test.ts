import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeviceTable, type DeviceRow } from "../../src/cxe1/device/deviceStore.js";
import type { MailboxItem } from "../../src/live/items.js";
import { close, everyAuto, meet, restart, take, type Pair, type Person } from "./people.js";

let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
});

afterEach(() => close(pair.alice, pair.bob));

describe("A message that its owner approved and the peer could not open", () => {
  test("is sealed again, its owner is asked again, and it is received once", async () => {
    const { alice, bob } = pair;
    const keys = await sendApproved("twice approved");
    expect(await next(bob, "unreadable")).toMatchObject({ reason: "prekey-gone" });
    await putKeys(bob, keys);
    await restart(alice, pair.options);
    await alice.client.connect();

    await expect.poll(async () => (await alice.owner.held()).length).toBe(1);
    const [held] = await alice.owner.held();
    expect(held!.content?.text).toBe("twice approved");
    await held!.approve();
    expect(await next(bob, "message")).toMatchObject({ askedItsOwner: true, content: { text: "twice approved" } });
    expect(await alice.owner.held()).toEqual([]);
  });

  test("is given back with the reason where the contract forbids it now", async () => {
    const { alice, bob } = pair;
    await sendApproved("forbidden now");
    await next(bob, "unreadable");
    await alice.owner.changeTerms(alice.profile.agent, bob.profile.agent, { levels: {}, ownerReads: true });
    await restart(alice, pair.options);
    await alice.client.connect();
    expect(await next(alice, "undelivered"))
      .toMatchObject({ reason: "not-allowed", texts: [{ text: "forbidden now" }] });
  });
});

describe("A text that is sealed again", () => {
  test("carries the lineage of what it answers once more", async () => {
    const { alice, bob, exchange } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    await alice.client.send(bob.profile.agent, "schedule", "question");
    const question = await next(bob, "message");
    const keys = await takeKeys(alice);
    await bob.client.send(alice.profile.agent, "schedule", "answer", { inReplyTo: question });
    expect(await next(alice, "unreadable")).toMatchObject({ reason: "prekey-gone" });
    await putKeys(alice, keys);
    await expect.poll(() => exchange.lineages.length).toBe(3);
    const [, first, again] = exchange.lineages;
    expect(first!.length).toBe(39);
    expect(again).toEqual(first);
  });

  test("is given once to a device that has the first sealing before it", async () => {
    const { alice, bob } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const text = { text: "only once", logicalId: "55".repeat(16) };
    await alice.client.send(bob.profile.agent, "schedule", text);
    await alice.client.send(bob.profile.agent, "schedule", text);
    await alice.client.send(bob.profile.agent, "schedule", "the next one");
    const items = await take(bob.client, 2, false);
    expect(items.map((item) => item.kind === "message" ? item.content.text : item.kind))
      .toEqual(["only once", "the next one"]);
  });
});

/** Alice's message waits for Bob, approved by its owner; Bob has lost his keys and Alice is away. */
async function sendApproved(text: string): Promise<readonly DeviceRow[]> {
  const { alice, bob } = pair;
  await alice.client.connect();
  expect(await alice.client.send(bob.profile.agent, "projects", text)).toMatchObject({ status: "held" });
  const [held] = await alice.owner.held();
  await close(alice);
  const keys = await takeKeys(bob);
  await held!.approve();
  await bob.client.connect();
  return keys;
}

function takeKeys({ store }: Person): Promise<readonly DeviceRow[]> {
  return store.transact((rows) => {
    const keys = rows.scan(DeviceTable.prekeys, new Uint8Array(0));
    for (const { key } of keys) rows.delete(DeviceTable.prekeys, key);
    return keys;
  });
}

async function putKeys({ store }: Person, keys: readonly DeviceRow[]): Promise<void> {
  await store.transact((rows) => {
    for (const { key, value } of keys) rows.put(DeviceTable.prekeys, key, value);
  });
}

/** The next item of a kind; notices before it are taken. */
async function next<K extends MailboxItem["kind"]>(
  { client }: Person, kind: K,
): Promise<Extract<MailboxItem, { readonly kind: K }>> {
  for (;;) {
    const [item] = await take(client, 1);
    if (item?.kind === kind) return item as Extract<MailboxItem, { readonly kind: K }>;
    if (item?.kind !== "notice") throw new Error(`${JSON.stringify(item)} is no ${kind}.`);
  }
}
