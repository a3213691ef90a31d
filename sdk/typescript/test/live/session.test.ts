import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Session, SessionLost, SessionRefused } from "../../src/live/session.js";
import { platformWebSocket } from "../../src/live/webSockets.js";
import type { DeliveryFrame } from "../../src/wire/index.js";
import { ManualClock } from "./manualClock.js";
import { challenge, greeting, ScriptedServer } from "./scriptedServer.js";

const agent = "11".repeat(16);
const device = "22".repeat(16);
const envelope = (number: number): Uint8Array => new Uint8Array(400).fill(number);
const nothing = new Uint8Array(0);

let server: ScriptedServer;
let clock: ManualClock;

beforeEach(async () => {
  server = await ScriptedServer.start();
  clock = new ManualClock();
});

afterEach(() => server.stop());

function open(
  resume = 0, signal: AbortSignal = new AbortController().signal, onAcknowledged?: (peer: string, sequence: number) => void,
): Promise<Session> {
  return Session.open({
    server: server.origin, webSocket: platformWebSocket, resume, clock, signal, onAcknowledged,
    prove: (asked, from) => Promise.resolve({
      type: "connect", ref: 1, agent, device, expiry: asked.time + 1, resume: from, signature: new Uint8Array(64).fill(asked.nonce[0]!),
    }),
  });
}

function delivery(sequence: number): DeliveryFrame {
  return { type: "delivery", ref: 0, sequence, kind: "message", at: 1, connection: agent, tag: nothing, body: Uint8Array.of(sequence) };
}

const reasonOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null, (error: unknown) => error);

describe("The handshake", () => {
  test("answers the challenge with a proof and takes up the deliveries behind the greeting", async () => {
    const opening = open(41);
    const socket = await server.accept();
    socket.send(challenge);
    const connect = await socket.expect("connect");
    expect(connect).toMatchObject({ agent, device, resume: 41, signature: new Uint8Array(64).fill(7) });
    socket.send({ ...greeting, ref: connect.ref, from: 42, head: 43 }, delivery(42), delivery(43));
    const session = await opening;
    expect(session.ready).toMatchObject({ head: 43, from: 42 });
    expect((await session.takeDeliveries(10))!.map(({ sequence }) => sequence)).toEqual([42, 43]);
    session.abort("done");
  });

  test.each([[4401, true], [4403, true], [4003, false]])("a close with %i during it tells why", async (code, terminal) => {
    const opening = reasonOf(open());
    const socket = await server.accept();
    socket.send(challenge);
    await socket.expect("connect");
    socket.close(code, "retry=70");
    const refused = await opening;
    expect(refused).toBeInstanceOf(SessionRefused);
    expect((refused as SessionRefused).end).toMatchObject({ code, terminal, retryAfter: 70 });
  });

  test("another frame than the challenge ends it", async () => {
    const opening = reasonOf(open());
    (await server.accept()).send(greeting);
    expect(await opening).toMatchObject({ end: { terminal: false, reason: "The server sent ready instead of challenge." } });
  });

  test("what is no frame ends it", async () => {
    const opening = reasonOf(open());
    (await server.accept()).sendRaw(Uint8Array.of(1, 2, 3));
    expect(await opening).toMatchObject({ end: { reason: "The server sent what is no frame (truncated)." } });
  });

  test("text instead of bytes ends it", async () => {
    const opening = reasonOf(open());
    (await server.accept()).sendRaw("{}");
    expect(await opening).toMatchObject({ end: { reason: "The server sent what is no frame (not-json)." } });
  });

  test("a server that does not answer is given up when the caller says so", async () => {
    const limit = new AbortController();
    const opening = reasonOf(open(0, limit.signal));
    const socket = await server.accept();
    const reason = new Error("too slow");
    limit.abort(reason);
    expect(await opening).toBe(reason);
    await socket.closed;
  });

  test("nobody there is no session", async () => {
    const { origin } = server;
    await server.stop();
    const failed = await reasonOf(Session.open({
      server: origin, webSocket: platformWebSocket, resume: 0, clock, signal: new AbortController().signal,
      prove: () => Promise.reject(new Error("not asked")),
    }));
    expect(failed).toMatchObject({ name: "SocketFailed" });
    server = await ScriptedServer.start();
  });
});

describe("Calls", () => {
  test("are matched with their answers in any order", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    const first = session.send(nothing, envelope(1));
    const second = session.send(new Uint8Array(39), envelope(2));
    const published = session.publishEpoch(agent, envelope(3));
    const one = await socket.expect("send");
    const two = await socket.expect("send");
    const epoch = await socket.expect("publish-epoch");
    expect([one.envelope[0], two.envelope[0], two.lineage.length, epoch.record[0]]).toEqual([1, 2, 39, 3]);
    socket.send({ type: "result", ref: epoch.ref, refusal: "blocked", retryAfter: 0 });
    socket.send({ type: "receipt", ref: two.ref, status: "held", sequence: 2, at: 9, retryAfter: 0 });
    socket.send({ type: "receipt", ref: one.ref, status: "accepted", sequence: 1, at: 8, retryAfter: 0 });
    expect(await published).toMatchObject({ refusal: "blocked" });
    expect(await second).toMatchObject({ status: "held", at: 9 });
    expect(await first).toMatchObject({ status: "accepted", at: 8 });
    session.abort("done");
  });

  test("an epoch that the server does not have is null, by either answer", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    const known = session.getEpoch(agent, new Uint8Array(32));
    const empty = session.getEpoch(agent, new Uint8Array(32));
    const refused = session.getEpoch(agent, new Uint8Array(32));
    socket.send({ type: "epoch", ref: (await socket.expect("get-epoch")).ref, connection: agent, record: envelope(5) });
    socket.send({ type: "epoch", ref: (await socket.expect("get-epoch")).ref, connection: agent, record: nothing });
    socket.send({ type: "result", ref: (await socket.expect("get-epoch")).ref, refusal: "not-found", retryAfter: 0 });
    expect([await known, await empty, await refused]).toEqual([envelope(5), null, null]);
    session.abort("done");
  });

  test("whose socket ends fail, and so do later ones", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    const lost = reasonOf(session.send(nothing, envelope(1)));
    await socket.expect("send");
    socket.cut();
    expect(await lost).toBeInstanceOf(SessionLost);
    expect(await reasonOf(session.send(nothing, envelope(2)))).toBeInstanceOf(SessionLost);
    expect(await session.takeDeliveries(1)).toBeNull();
    expect(session.isOpen).toBe(false);
  });
});

describe("Acknowledgements", () => {
  test("are asked for and told where somebody listens", async () => {
    const told: unknown[] = [];
    const opening = open(0, undefined, (...which) => told.push(which));
    const socket = await server.accept();
    expect(socket.address).toBe("/v1/connect?tell=acknowledged");
    await socket.greet();
    const session = await opening;
    socket.send({ type: "acknowledged", ref: 0, peer: device, sequence: 3 }, delivery(1));
    await session.takeDeliveries(1);
    expect(told).toEqual([[device, 3]]);
    session.abort("done");
  });

  test("are not asked for where nobody listens, and harm nothing", async () => {
    const opening = open();
    const socket = await server.accept();
    expect(socket.address).toBe("/v1/connect");
    await socket.greet();
    const session = await opening;
    socket.send({ type: "acknowledged", ref: 0, peer: device, sequence: 3 }, delivery(1));
    expect(await session.takeDeliveries(1)).toHaveLength(1);
    session.abort("done");
  });
});

describe("The end", () => {
  test.each([[4000, "retry=250", { name: "draining", terminal: false, retryAfter: 250 }], [4403, "", { name: "revoked", terminal: true }]])(
    "of a socket that the server closes with %i is known", async (code, reason, expected) => {
      const opening = open();
      const socket = await server.accept();
      await socket.greet();
      const session = await opening;
      socket.close(code, reason);
      expect(await session.ended).toMatchObject(expected);
    });

  test("after a drain waits as the drain said", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    socket.send({ type: "drain", ref: 0, retryAfter: 900 });
    socket.close(4000);
    expect(await session.ended).toMatchObject({ retryAfter: 900 });
  });

  test("comes when the server greets twice", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    socket.send(greeting);
    expect(await session.ended).toMatchObject({ code: null, terminal: false });
    await socket.closed;
  });

  test("comes when deliveries pile up that nobody takes", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    socket.send(...Array.from({ length: 4_100 }, (_, i) => delivery(i + 1)));
    expect(await session.ended).toMatchObject({ reason: "This device stores more slowly than the server delivers." });
  });
});

describe("The heartbeat", () => {
  test("a ping is answered with its data", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet();
    const session = await opening;
    socket.send({ type: "ping", ref: 5, data: Uint8Array.of(1, 2) });
    expect(await socket.expect("pong")).toMatchObject({ ref: 5, data: Uint8Array.of(1, 2) });
    session.abort("done");
  });

  test("silence is asked about after one heartbeat and ends the socket after two", async () => {
    const opening = open();
    const socket = await server.accept();
    await socket.greet({ heartbeat: 2_000 });
    const session = await opening;
    for (let i = 0; i < 2; i++) {
      await clock.sleeper(1_000);
      clock.advance(1_000);
    }
    await socket.expect("ping");
    for (let i = 0; i < 2; i++) {
      await clock.sleeper(1_000);
      clock.advance(1_000);
    }
    expect(await session.ended).toMatchObject({ reason: "The server stopped answering.", terminal: false });
  });
});
