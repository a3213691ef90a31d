import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConnectionTerms, OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import { partyOf } from "../../src/cxe1/consent/termsParty.js";
import { AgentClient } from "../../src/live/agentClient.js";
import { ClientTable } from "../../src/live/clientTables.js";
import { signedFields } from "../../src/peers/contract.js";
import { createMemoryStore } from "../../src/store/index.js";
import { toBase64Url } from "../../src/wire/index.js";
import { close, everyAuto, meet, restart, take, type Pair, type Person } from "../live/people.js";

let pair: Pair;
const others: Person[] = [];

beforeEach(async () => {
  pair = await meet(everyAuto);
  await Promise.all([pair.alice.client.connect(), pair.bob.client.connect()]);
});

afterEach(async () => {
  await close(pair.alice, pair.bob, ...others);
  others.length = 0;
});

describe("A connection that is made again", () => {
  test.each([
    ["of who invited, both times", "alice", "alice"],
    ["of who accepted, both times", "bob", "alice"],
    ["of who invited, then accepted", "alice", "bob"],
    ["of who accepted, then invited", "bob", "bob"],
  ] as const)("goes on for a second device %s", async (_, whose, inviter) => {
    const [one, peer] = whose === "alice" ? [pair.alice, pair.bob] : [pair.bob, pair.alice];
    const second = await secondOf(one);
    await exchange(second, peer, "before");
    await connectAgain(inviter);
    await exchange(second, peer, "after");
    await exchange(one, peer, "after, from the first");
  });

  test.each(["alice", "bob"] as const)(
    "is taken from what the owners have signed by devices that enrol afterwards, %s having invited", async (inviter) => {
      await exchange(pair.alice, pair.bob, "before");
      await connectAgain(inviter);
      for (const [one, peer] of [[pair.alice, pair.bob], [pair.bob, pair.alice]] as const)
        await exchange(await secondOf(one, false), peer, "after");
    });
});

describe("An offer that the peer made for somebody else", () => {
  test.each(["by a second device", "by the device that accepted"])("is not believed %s", async (by) => {
    const { alice, bob, exchange: server } = pair;
    const victim = by === "by a second device" ? await secondOf(bob) : bob;
    await exchange(victim, alice, "before");
    const { signed } = server.between(alice.profile.agent, bob.profile.agent).sides.get(alice.profile.agent)!;
    signed.push(await offerForSomebodyElse());
    await refuses(victim);
  });

  test("is not believed in the place of the one that was accepted here", async () => {
    const { alice, bob, exchange: server } = pair;
    await exchange(bob, alice, "before");
    await connectAgain("alice");
    const { signed } = server.between(alice.profile.agent, bob.profile.agent).sides.get(alice.profile.agent)!;
    signed.splice(-1, 1, await offerForSomebodyElse());
    await refuses(bob);
  });
});

describe("An own offer", () => {
  test("is not believed by a second device where it was made for no link of the agent", async () => {
    const { alice, bob, exchange: server } = pair;
    const second = await secondOf(alice);
    await exchange(second, bob, "before");
    await connectAgain("alice");
    const { signed } = server.between(alice.profile.agent, bob.profile.agent).sides.get(alice.profile.agent)!;
    signed.splice(-1, 1, await offerForSomebodyElse());
    await refuses(second, bob);
  });
});

/** The victim's next message is not sealed, by a client that knows nothing from before but its store. */
async function refuses(victim: Person, peer = pair.alice): Promise<void> {
  await victim.client.close();
  await restart(victim, pair.options);
  await victim.client.connect();
  await expect(victim.client.send(peer.profile.agent, "schedule", "not sent")).rejects.toMatchObject({ code: "wrong-identity" });
  expect(pair.exchange.between(victim.profile.agent, peer.profile.agent).suspended).toBe("wrong-identity");
}

async function offerForSomebodyElse(): Promise<string> {
  const { alice, clock } = pair;
  clock.advance(1_000);
  const offer = await ConnectionTerms.issueOffer(alice.owner.oik, new Uint8Array(32).fill(9), {
    own: partyOf(alice.profile.identity), created: clock.now(), ...signedFields(everyAuto), ownerRead: OwnerRead.everything,
  });
  return toBase64Url(offer.bytes);
}

async function connectAgain(inviter: "alice" | "bob"): Promise<void> {
  const { alice, bob, clock } = pair;
  await (await alice.owner.api()).connections.remove(alice.profile.agent, bob.profile.agent);
  clock.advance(1_000);
  const [one, other] = inviter === "alice" ? [alice, bob] : [bob, alice];
  await other.owner.acceptInvite(other.profile, await one.owner.invite(one.profile, { terms: everyAuto }), everyAuto);
}

/** Another device of a person's agent; its owner tells it what is pinned here, or nothing but the keys. */
async function secondOf({ owner, profile }: Person, isTold = true): Promise<Person> {
  const store = Object.assign(createMemoryStore(), { close: () => Promise.resolve() });
  const made = await owner.addDevice(store, profile.agent);
  if (!isTold) {
    await store.transact((rows) => {
      for (const table of [ClientTable.peers, ClientTable.offers])
        for (const { key } of rows.scan(table, new Uint8Array(0))) rows.delete(table, key);
    });
  }
  const second = { owner, profile: made, store, client: await AgentClient.open(made, pair.options) };
  others.push(second);
  await second.client.connect();
  return second;
}

/** One message in each direction. */
async function exchange(one: Person, other: Person, text: string): Promise<void> {
  await one.client.send(other.profile.agent, "schedule", text);
  expect(await nextText(other, text)).toBe(text);
  await other.client.send(one.profile.agent, "schedule", `answer to ${text}`);
  expect(await nextText(one, `answer to ${text}`)).toBe(`answer to ${text}`);
}

/** The text once it comes; what was sent to the agent before, to this device or not, is passed over. */
async function nextText({ client }: Person, text: string): Promise<string> {
  for (;;) {
    const [item] = await take(client, 1);
    if (item?.kind === "message" && item.content.text === text) return text;
    const isEarlier = item?.kind === "unreadable" && item.reason === "not-a-reader";
    if (item?.kind !== "notice" && item?.kind !== "message" && !isEarlier)
      throw new Error(`${JSON.stringify(item)} is no message.`);
  }
}
