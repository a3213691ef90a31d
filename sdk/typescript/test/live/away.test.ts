import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { close, everyAuto, meet, restart, take, takeMessage, type Pair } from "./people.js";

let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
});

afterEach(() => close(pair.alice, pair.bob));

describe("A device that was away while contracts changed", () => {
  test.each([128, 7])("follows them in pages of %i, receives what was sent meanwhile, and sends", async (termsPage) => {
    const changes = 40;
    const { alice, bob, exchange, options } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    await alice.client.send(bob.profile.agent, "schedule", "before");
    await takeMessage(bob.client);
    await bob.client.send(alice.profile.agent, "schedule", "answer");
    await takeMessage(alice.client);
    await bob.client.close();
    exchange.termsPage = termsPage;

    const texts: string[] = [];
    for (let change = 0; change < changes; change++) {
      const terms = { ...everyAuto, ownerReads: change % 2 === 1 };
      await alice.owner.changeTerms(alice.profile.agent, bob.profile.agent, terms);
      if (change % 2 === 0) await bob.owner.changeTerms(bob.profile.agent, alice.profile.agent, terms);
      if (change % 10 !== 5) continue;
      texts.push(`after change ${change}`);
      await alice.client.send(bob.profile.agent, "schedule", texts.at(-1)!);
    }
    await restart(bob, options);
    await bob.client.connect();
    const received: string[] = [];
    while (received.length < texts.length) {
      const [item] = await take(bob.client, 1);
      if (item!.kind !== "notice") received.push(item!.kind === "message" ? item!.content.text : item!.kind);
    }
    expect(received).toEqual(texts);
    expect(await bob.client.send(alice.profile.agent, "schedule", "I am back")).toMatchObject({ status: "accepted" });
    expect(exchange.between(alice.profile.agent, bob.profile.agent).suspended).toBeNull();
  });
});
