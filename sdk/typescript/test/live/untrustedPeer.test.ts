import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { close, everyAuto, meet, restart, take, type Pair, type Person } from "./people.js";

let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
  const { alice, bob } = pair;
  await Promise.all([alice.client.connect(), bob.client.connect()]);
  await bob.client.send(alice.profile.agent, "schedule", "hello");
  expect(await nextText(alice)).toBe("hello");
});

afterEach(() => close(pair.alice, pair.bob));

describe("A peer whose new key nobody has vouched for", () => {
  test.each(["by the client that runs", "by a client that was started again", "before the client connects"])(
    "loses no message: what it sent is received in order and once after the owner's trust, given %s", async (when) => {
      const { alice, bob, exchange, options } = pair;
      await close(alice);
      await bob.owner.rotateAgentKey(bob.client.profile);
      // The server hides that the old key has signed the new one.
      exchange.shownKeys.set(bob.profile.agent, (keys) => ({ ...keys, rotations: [] }));
      const texts = ["one", "two", "three"];
      for (const text of texts) await bob.client.send(alice.profile.agent, "schedule", text);
      await restart(alice, options);
      // The first entries are what the server tells; it suspends the connection behind the messages.
      await alice.client.receiveAvailable();
      const connection = exchange.between(alice.profile.agent, bob.profile.agent);
      expect(connection.suspended).toBe("identity-changed");
      expect((await alice.client.receiveAvailable()).map(({ kind }) => kind)).not.toContain("unreadable");

      exchange.shownKeys.clear();
      if (when !== "by the client that runs") {
        await close(alice);
        await restart(alice, options);
      }
      if (when === "by a client that was started again") await alice.client.connect();
      await alice.client.trust(bob.profile.agent);
      connection.suspended = null;
      await alice.client.connect();

      const received: string[] = [];
      while (received.length < texts.length) received.push(await nextText(alice));
      expect(received).toEqual(texts);
      await bob.client.send(alice.profile.agent, "schedule", "after");
      expect(await nextText(alice)).toBe("after");
      await alice.client.send(bob.profile.agent, "schedule", "answer");
      expect(await nextText(bob)).toBe("answer");
    });

  test("is answered what it could not read only after the owner's trust", async () => {
    const { alice, bob, exchange, options } = pair;
    await close(bob);
    await alice.client.send(bob.profile.agent, "schedule", { text: "read me", logicalId: "55".repeat(16) });
    await bob.store.transact((rows) => {
      for (const { key } of rows.scan(2, new Uint8Array(0))) rows.delete(2, key);
    });
    await close(alice);
    await bob.owner.rotateAgentKey(bob.client.profile);
    exchange.shownKeys.set(bob.profile.agent, (keys) => ({ ...keys, rotations: [] }));
    await restart(bob, options);
    await bob.client.receiveAvailable();
    await restart(alice, options);
    await alice.client.receiveAvailable();
    const connection = exchange.between(alice.profile.agent, bob.profile.agent);
    expect(connection.log).toHaveLength(2);

    exchange.shownKeys.clear();
    await alice.client.trust(bob.profile.agent);
    connection.suspended = null;
    await expect.poll(() => connection.log.length).toBe(3);
  });
});

async function nextText({ client }: Person): Promise<string> {
  for (;;) {
    const [item] = await take(client, 1);
    if (item?.kind === "message") return item.content.text;
    if (item?.kind !== "notice") throw new Error(`${JSON.stringify(item)} is no message.`);
  }
}
