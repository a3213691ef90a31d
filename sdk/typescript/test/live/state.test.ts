import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientStatus } from "../../src/live/connectionLoop.js";
import type { MailboxGap } from "../../src/live/clientOptions.js";
import type { SendReceipt } from "../../src/live/pendingSend.js";
import type { ExchangeError } from "../../src/index.js";
import { close, everyAuto, meet, restart, take, takeMessage, type Pair } from "./people.js";

let pair: Pair;

beforeEach(async () => {
  pair = await meet(everyAuto);
});

afterEach(() => close(pair.alice, pair.bob));

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);

function statesOf(client: Pair["alice"]["client"]): ClientStatus[] {
  const seen: ClientStatus[] = [];
  client.onStatus((status) => seen.push(status));
  return seen;
}

const becomes = (client: Pair["alice"]["client"], state: ClientStatus["state"]): Promise<ClientStatus> =>
  client.status.state === state ? Promise.resolve(client.status) : new Promise((resolve) => {
    const stop = client.onStatus((status) => {
      if (status.state !== state) return;
      stop();
      resolve(status);
    });
  });

/** Lets the first message of a queue be sent as often as it is before the client concludes anything. */
async function triesOf(clock: Pair["clock"]): Promise<void> {
  for (let tries = 0; tries <= 12; tries++) {
    await clock.sleeper(60);
    clock.advance(60);
  }
}

describe("A client's state", () => {
  test("goes from disconnected over connecting to connected", async () => {
    const { client } = pair.alice;
    const states = statesOf(client);
    expect(client.status.state).toBe("disconnected");
    await client.connect();
    expect(states.map(({ state }) => state)).toEqual(["connecting", "connected"]);
  });

  test("after a lost socket it says when it tries again, waits that long, and connects", async () => {
    const { alice, exchange, clock } = pair;
    await alice.client.connect();
    const lost = becomes(alice.client, "disconnected");
    exchange.sockets.at(-1)!.end(1006);
    expect(await lost).toMatchObject({ retryIn: 100, code: null });
    await clock.sleeper(100);
    const again = becomes(alice.client, "connected");
    clock.advance(100);
    await again;
  });

  test("it waits as long as the server asks", async () => {
    const { alice, exchange, clock } = pair;
    await alice.client.connect();
    const lost = becomes(alice.client, "disconnected");
    exchange.sockets.at(-1)!.end(4000, "retry=2500");
    expect(await lost).toMatchObject({ retryIn: 2_500, code: 4000 });
    await clock.sleeper(2_500);
  });

  test("its delays double while sessions end at once, and start anew after one that lasted", async () => {
    const { alice, exchange, clock } = pair;
    await alice.client.connect();
    const delays: number[] = [];
    for (const lasts of [0, 0, 0, 6_000, 0]) {
      await becomes(alice.client, "connected");
      if (lasts > 0) clock.advance(lasts);
      const lost = becomes(alice.client, "disconnected");
      exchange.sockets.at(-1)!.end(1006);
      const { retryIn } = await lost;
      delays.push(retryIn!);
      await clock.sleeper(retryIn!);
      clock.advance(retryIn!);
    }
    expect(delays).toEqual([100, 200, 400, 100, 100]);
  });

  test.each([[4403, "revoked"], [4401, "unauthenticated"], [4400, "malformed"]])("a terminal close is for good: %i", async (code, name) => {
    const { alice, bob, exchange } = pair;
    await alice.client.connect();
    const closed = becomes(alice.client, "closed");
    const waiting = outcome(alice.client.ask(bob.profile.agent, "schedule", "?", 60_000));
    exchange.sockets.at(-1)!.end(code);
    expect(await closed).toMatchObject({ code });
    expect(await waiting).toMatchObject({ code: name, retryable: false });
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "late"))).toMatchObject({ code: name });
  });

  test("a server that has forgotten the session gets another sign-in", async () => {
    const { alice, bob, exchange } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    exchange.forgetSessions();
    await alice.client.send(bob.profile.agent, "schedule", "still here");
    expect((await takeMessage(bob.client)).content.text).toBe("still here");
  });

  test("a closed client ends its reader and refuses everything", async () => {
    const { alice, bob } = pair;
    await alice.client.connect();
    const reading = (async () => {
      for await (const item of alice.client.receive()) throw new Error(item.kind);
      return "ended";
    })();
    await alice.client.close();
    expect(await reading).toBe("ended");
    expect(await outcome(alice.client.connect())).toMatchObject({ code: "closed" });
    expect(await outcome(alice.client.send(bob.profile.agent, "schedule", "x"))).toMatchObject({ code: "closed" });
  });
});

describe("Sending while the connection breaks", () => {
  test("a message that was sealed before the connection leaves with it", async () => {
    const { alice, bob } = pair;
    const posted = await alice.client.post(bob.profile.agent, "schedule", "early");
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    expect(await posted.receipt).toMatchObject({ status: "accepted", message: posted.message });
    expect((await takeMessage(bob.client)).content.text).toBe("early");
  });

  test("a receipt that was lost with its socket comes as a duplicate: the message arrives once", async () => {
    const { alice, bob, exchange, clock } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const socket = exchange.sockets.find(({ agent }) => agent === alice.profile.agent)!;
    const deliver = socket.deliver.bind(socket);
    // The server stores the message; its answer is lost.
    socket.deliver = (frame) => frame.type === "receipt" ? socket.end(1006) : deliver(frame);
    const sent = alice.client.send(bob.profile.agent, "schedule", "once");
    await clock.sleeper(100);
    clock.advance(100);
    expect(await sent).toMatchObject({ status: "duplicate", sequence: 1 });
    await alice.client.send(bob.profile.agent, "schedule", "next");
    const texts = (await take(bob.client, 2)).map((item) => item.kind === "message" && item.content.text);
    expect(texts).toEqual(["once", "next"]);
  });

  test("what a run sealed and nobody settled leaves in the next, with the same bytes", async () => {
    const { alice, bob, exchange } = pair;
    const posted = await alice.client.post(bob.profile.agent, "schedule", "from an earlier run");
    posted.receipt.catch(() => undefined);
    const settled: [SendReceipt | null, ExchangeError | null][] = [];
    const told = new Promise<void>((resolve) => {
      void restart(alice, { ...pair.options, onSettled: (...one) => {
        settled.push(one);
        resolve();
      } }).then(() => alice.client.connect());
    });
    await bob.client.connect();
    await told;
    expect(settled).toMatchObject([[{ message: posted.message, status: "accepted" }, null]]);
    expect((await takeMessage(bob.client)).content.text).toBe("from an earlier run");
    expect(exchange.agents.get(bob.profile.agent)!.mailbox).toHaveLength(1);
  });

  test.each([true, false])("a restored server goes on behind the numbers that it lacks, and the application is told; epochs known: %s", async (hasEpochs) => {
    const { alice, bob, exchange, clock } = pair;
    const told: unknown[] = [];
    await restart(alice, { ...pair.options, onServerRestored: (...one) => told.push(one) });
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    for (const text of ["kept", "lost"]) await alice.client.send(bob.profile.agent, "schedule", text);
    await take(bob.client, 2);
    const connection = exchange.between(alice.profile.agent, bob.profile.agent);
    connection.sequences.clear();
    if (!hasEpochs) connection.epochs.clear();

    const sent = alice.client.send(bob.profile.agent, "schedule", "after");
    await triesOf(clock);
    expect(await sent).toMatchObject({ status: "accepted", sequence: 3 });
    expect(await alice.client.send(bob.profile.agent, "schedule", "next")).toMatchObject({ status: "accepted", sequence: 4 });
    expect(told).toEqual([[bob.profile.agent, 2]]);
    const texts = (await take(bob.client, 2)).map((item) => item.kind === "message" && item.content.text);
    expect(texts).toEqual(["after", "next"]);
  });

  test("a restored server that will not go on behind them: whoever waits is told", async () => {
    const { alice, bob, exchange, clock } = pair;
    await alice.client.connect();
    await alice.client.send(bob.profile.agent, "schedule", "lost");
    exchange.between(alice.profile.agent, bob.profile.agent).sequences.clear();
    exchange.refusesMoves = true;
    const sent = outcome(alice.client.send(bob.profile.agent, "schedule", "after"));
    await triesOf(clock);
    expect(await sent).toMatchObject({ code: "out-of-order" });
  });

  test("more than the client allows waits for a place, or is refused", async () => {
    const { alice, bob } = pair;
    await restart(alice, { ...pair.options, maxInFlight: 2 });
    const { client } = alice;
    const posted = await Promise.all([1, 2].map((n) => client.post(bob.profile.agent, "schedule", `${n}`)));
    expect(await outcome(client.post(bob.profile.agent, "schedule", "3", { whenFull: "throw" })))
      .toMatchObject({ code: "outbox-full", retryable: true });
    const third = client.send(bob.profile.agent, "schedule", "3");
    await client.connect();
    expect(await Promise.all(posted.map(({ receipt }) => receipt))).toHaveLength(2);
    expect(await third).toMatchObject({ status: "accepted" });
  });

  test("a cancelled wait leaves the message on its way", async () => {
    const { alice, bob } = pair;
    const cancel = new AbortController();
    const reason = new Error("enough");
    await alice.client.post(bob.profile.agent, "schedule", "first");
    const sent = outcome(alice.client.send(bob.profile.agent, "schedule", "second", { signal: cancel.signal }));
    await alice.client.post(bob.profile.agent, "schedule", "third");
    cancel.abort(reason);
    expect(await sent).toBe(reason);
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const texts = (await take(bob.client, 3)).map((item) => item.kind === "message" && item.content.text);
    expect(texts).toEqual(["first", "second", "third"]);
  });
});

describe("Keys", () => {
  /** Fills the epoch, and lets so much time pass that the server may be asked for prekeys again. */
  async function wearOutEpoch({ alice, bob, clock }: Pair): Promise<void> {
    await Promise.all(Array.from({ length: 99 }, (_, i) => alice.client.send(bob.profile.agent, "schedule", `${i}`)));
    for (let passed = 0; passed < 160_000; passed += 20_000) {
      clock.advance(20_000);
      await clock.sleeper(7_500);
    }
  }

  test("each epoch is opened with fresh one-time prekeys, fetched when the ones before are spent", async () => {
    const { alice, bob, exchange } = pair;
    await alice.client.connect();
    const left = (): number => exchange.agents.get(bob.profile.agent)!.oneTime.get(bob.profile.deviceId)!.length;
    await alice.client.send(bob.profile.agent, "schedule", "first epoch");
    await wearOutEpoch(pair);
    expect(left()).toBe(99);
    await alice.client.send(bob.profile.agent, "schedule", "second epoch");
    expect(left()).toBe(98);
  });

  test("a message leaves although the server cannot be asked for prekeys", async () => {
    const { alice, bob, exchange } = pair;
    let isDown = false;
    await restart(alice, {
      ...pair.options,
      fetch: (url, init) => isDown ? Promise.reject(new TypeError("down")) : exchange.fetch(url, init),
    });
    await alice.client.connect();
    await alice.client.send(bob.profile.agent, "schedule", "first epoch");
    await wearOutEpoch(pair);
    isDown = true;
    expect(await alice.client.send(bob.profile.agent, "schedule", "second epoch")).toMatchObject({ status: "accepted", sequence: 101 });
    expect(exchange.between(alice.profile.agent, bob.profile.agent).epochs.size).toBe(2);
  });

  test("the same text under another envelope is given to the application once", async () => {
    const { alice, bob } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const text = { text: "act once", logicalId: "66".repeat(16) };
    await alice.client.send(bob.profile.agent, "schedule", text);
    await takeMessage(bob.client);
    await alice.client.send(bob.profile.agent, "schedule", text);
    await alice.client.send(bob.profile.agent, "schedule", "next");
    expect((await takeMessage(bob.client)).content.text).toBe("next");
  });
});

describe("Receiving", () => {
  async function sendThree(): Promise<void> {
    const { alice, bob } = pair;
    await alice.client.connect();
    for (const text of ["one", "two", "three"]) await alice.client.send(bob.profile.agent, "schedule", text);
  }

  const texts = (items: readonly { kind: string }[]): unknown[] =>
    items.map((item) => (item as { content?: { text: string } }).content?.text ?? item.kind);

  test("what was not acknowledged is given again to the next reader and the next run", async () => {
    const { bob } = pair;
    await sendThree();
    await bob.client.connect();
    expect(texts(await take(bob.client, 3, false))).toEqual(["one", "two", "three"]);
    const [first] = await take(bob.client, 1, true);
    expect(texts([first!])).toEqual(["one"]);
    await restart(bob, pair.options);
    expect(texts(await take(bob.client, 2, false))).toEqual(["two", "three"]);
  });

  test("what was acknowledged is never given again, and its text is wiped", async () => {
    const { bob } = pair;
    await sendThree();
    await bob.client.connect();
    await take(bob.client, 3);
    await restart(bob, pair.options);
    expect(await bob.client.receiveAvailable()).toEqual([]);
  });

  test("acknowledging moves the server's cursor no further than the first entry that is left", async () => {
    const { bob, exchange } = pair;
    await sendThree();
    await bob.client.connect();
    const items = await take(bob.client, 3, false);
    const cursor = (): number => exchange.agents.get(bob.profile.agent)!.cursors.get(bob.profile.deviceId) ?? 0;
    await bob.client.ack(items[2]!);
    expect(cursor()).toBe(0);
    await bob.client.ack(items[0]!);
    await bob.client.ack(items[1]!);
    await bob.client.close();
    expect(cursor()).toBe(3);
  });

  test("everything that is available is what the mailbox held at the connection", async () => {
    await sendThree();
    expect(texts(await pair.bob.client.receiveAvailable())).toEqual(["one", "two", "three"]);
  });

  test("a small memory reads the rest from the store, in order", async () => {
    const { alice, bob } = pair;
    await restart(bob, { ...pair.options, inboxCapacity: 2 });
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const reading = take(bob.client, 20);
    await Promise.all(Array.from({ length: 20 }, (_, i) => alice.client.send(bob.profile.agent, "schedule", `${i}`)));
    expect(texts(await reading)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
  });

  test("two readers at once are a mistake", async () => {
    const { bob } = pair;
    const stop = new AbortController();
    const first = bob.client.receive(stop.signal);
    const waiting = outcome(first.next());
    expect(await outcome(bob.client.receive().next())).toMatchObject({ message: "The mailbox has a reader already." });
    stop.abort(new Error("stop"));
    expect(await waiting).toMatchObject({ message: "stop" });
  });

  test("a server that was restored from a backup is a gap: the application is told, and new messages still come", async () => {
    const { alice, bob, exchange, clock } = pair;
    await sendThree();
    const gaps: MailboxGap[] = [];
    await restart(bob, { ...pair.options, onGap: (gap) => gaps.push(gap) });
    await bob.client.connect();
    await take(bob.client, 2);
    exchange.agents.get(bob.profile.agent)!.mailbox.splice(1);
    const again = becomes(bob.client, "disconnected").then(async ({ retryIn }) => {
      await clock.sleeper(retryIn!);
      clock.advance(retryIn!);
      await becomes(bob.client, "connected");
    });
    exchange.sockets.at(-1)!.end(1006);
    await again;
    expect(gaps).toEqual([{ lastSeen: 3, continuesAt: 2 }]);
    await alice.client.send(bob.profile.agent, "schedule", "after the restore");
    expect(texts(await take(bob.client, 2))).toEqual(["three", "after the restore"]);
  });

  test("a delivery out of turn makes the client connect again and resume", async () => {
    const { alice, bob, exchange, clock } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const socket = exchange.sockets.find(({ agent }) => agent === bob.profile.agent)!;
    const deliver = socket.deliver.bind(socket);
    socket.deliver = (frame) => frame.type === "delivery" && frame.sequence === 1 ? undefined : deliver(frame);
    await alice.client.send(bob.profile.agent, "schedule", "lost on the way");
    const lost = becomes(bob.client, "disconnected");
    await alice.client.send(bob.profile.agent, "schedule", "second");
    const { retryIn } = await lost;
    await clock.sleeper(retryIn!);
    clock.advance(retryIn!);
    expect(texts(await take(bob.client, 2))).toEqual(["lost on the way", "second"]);
  });

  test("a message that cannot be opened is reported, nacked, sealed again by its sender, and arrives", async () => {
    const { alice, bob, exchange } = pair;
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const connection = exchange.between(alice.profile.agent, bob.profile.agent);
    // Bob's prekeys are gone: as after the loss of a part of its store.
    await bob.store.transact((rows) => {
      for (const { key } of rows.scan(2, new Uint8Array(0))) rows.delete(2, key);
    });
    const original = await alice.client.post(bob.profile.agent, "schedule", { text: "read me", logicalId: "55".repeat(16) });
    const [unreadable] = await take(bob.client, 1);
    expect(unreadable).toMatchObject({ kind: "unreadable", reason: "prekey-gone" });
    // Bob publishes new keys before Alice hears the nack: here the fake shows them at her next fetch.
    await original.receipt;
    expect(exchange.calls).toContain(`POST /v1/agents/${bob.profile.agent}/connections/${alice.profile.agent}/nacks`);
    const [again] = await take(bob.client, 1);
    expect(again).toMatchObject({ kind: "unreadable", reason: "prekey-gone" });
    const [undelivered] = await take(alice.client, 1);
    expect(undelivered).toMatchObject({ kind: "undelivered", texts: [{ text: "read me", logicalId: "55".repeat(16) }] });
    expect(connection.log).toHaveLength(2);
  });
});
