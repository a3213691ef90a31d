import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rawPublicKey } from "../../src/cxe1/identity/agentIdentity.js";
import { AgentProfile } from "../../src/live/agentProfile.js";
import { Owner } from "../../src/owner/owner.js";
import type { Fetch } from "../../src/rest/http.js";
import { close, everyAuto, meet, restart, take, type Pair } from "../live/people.js";

let pair: Pair;
let rotated: string[];

beforeEach(async () => {
  pair = await meet(everyAuto);
  rotated = [];
  pair = { ...pair, options: { ...pair.options, onKeyRotated: (peer) => rotated.push(peer) } };
  await restart(pair.alice, pair.options);
  await Promise.all([pair.alice.client.connect(), pair.bob.client.connect()]);
  await exchangeTexts("before");
});

afterEach(() => close(pair.alice, pair.bob));

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);

describe("An owner that rotates its agent's key", () => {
  test("is followed by peers, which goes on in both directions while the clients run", async () => {
    const { alice, bob } = pair;
    const before = rawPublicKey(bob.profile.aik);
    await bob.owner.rotateAgentKey(bob.client.profile);
    expect(rawPublicKey(bob.client.profile.aik)).not.toBe(before);
    await exchangeTexts("after");
    await bob.owner.rotateAgentKey(bob.client.profile);
    await exchangeTexts("after the second");
    expect(rotated).toEqual([bob.profile.agent, bob.profile.agent]);
    expect((await alice.client.safetyNumber(bob.profile.agent)).number)
      .toBe((await bob.client.safetyNumber(alice.profile.agent)).number);
  });

  test("reads what was exchanged before and after, and signs the next contract", async () => {
    const { alice, bob } = pair;
    await bob.owner.rotateAgentKey(bob.client.profile);
    await exchangeTexts("after");
    const conversation = await bob.owner.conversation(bob.profile.agent, alice.profile.agent);
    const texts = (await conversation.read()).map((one) => one.kind === "read" ? one.content.text : one.reason);
    expect(texts).toEqual(["before", "before, answered", "after", "after, answered"]);
    await bob.owner.changeTerms(bob.profile.agent, alice.profile.agent, { ...everyAuto, ownerReads: false });
    await exchangeTexts("under the next contract");
  });

  test.each(["before the server heard of it", "after the server took it, its answer lost"])(
    "finishes a rotation that was interrupted %s by calling it again", async (when) => {
      const { bob, exchange, options } = pair;
      const isLost = when.startsWith("after");
      let interrupts = true;
      const fetch: Fetch = async (url, init) => {
        if (!url.endsWith("/rotations") || !interrupts) return exchange.fetch(url, init);
        if (isLost) await exchange.fetch(url, init);
        interrupts = false;
        throw new TypeError("The line is dead.");
      };
      await close(bob);
      const owner = (await Owner.load(bob.store, { ...options, fetch } as object))!;
      const loaded = (await AgentProfile.load(bob.store))!;
      expect(await outcome(owner.rotateAgentKey(loaded))).toMatchObject({ retryable: true });

      // Another run: what it needs is on disk.
      const again = (await Owner.load(bob.store, options as object))!;
      const profile = (await AgentProfile.load(bob.store))!;
      await again.rotateAgentKey(profile);

      expect(exchange.agents.get(bob.profile.agent)!.rotations).toHaveLength(1);
      expect(rawPublicKey(profile.aik)).toBe(profile.identity.aik);
      await restart(bob, options);
      await bob.client.connect();
      await exchangeTexts("after");
      await again.rotateAgentKey(bob.client.profile);
      expect(exchange.agents.get(bob.profile.agent)!.rotations).toHaveLength(2);
      await exchangeTexts("after the second");
    });
});

/** A message from Bob that Alice answers; notices between are taken. */
async function exchangeTexts(text: string): Promise<void> {
  const { alice, bob } = pair;
  await bob.client.send(alice.profile.agent, "schedule", text);
  expect(await nextText(pair.alice)).toBe(text);
  await alice.client.send(bob.profile.agent, "schedule", `${text}, answered`);
  expect(await nextText(pair.bob)).toBe(`${text}, answered`);
}

async function nextText({ client }: Pair["alice"]): Promise<string> {
  for (;;) {
    const [item] = await take(client, 1);
    if (item?.kind === "message") return item.content.text;
    if (item?.kind !== "notice") throw new Error(`${JSON.stringify(item)} is no message.`);
  }
}
