import { ConnectionTerms } from "../../src/cxe1/consent/connectionTerms.js";
import { OwnerSide, Approval } from "../../src/cxe1/consent/approval.js";
import { isAllowed, needsApproval } from "../../src/cxe1/consent/consentRule.js";
import { DeliveredMessage } from "../../src/cxe1/consent/deliveredMessage.js";
import { DeviceCertificate } from "../../src/cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../../src/cxe1/identity/deviceList.js";
import { EpochView } from "../../src/cxe1/epochs/epochView.js";
import { EnvelopeView } from "../../src/cxe1/messages/envelopeView.js";
import { Rewrap } from "../../src/cxe1/owner/rewrap.js";
import { concat, fromHex, toHex, utf8 } from "../../src/crypto/index.js";
import { numberKey } from "../../src/live/clientTables.js";
import { connectionBetween } from "../../src/peers/connectionId.js";
import { fromBase64Url, toBase64Url } from "../../src/wire/base64url.js";
import { noticeKinds, type NoticeKind } from "../../src/wire/entries.js";
import type { EntryKind, SendFrame } from "../../src/wire/frames.js";
import { idBytes, type AgentId } from "../../src/wire/id.js";
import type { SendStatus } from "../../src/wire/statuses.js";
import { refusals, type Refusal } from "../../src/wire/refusals.js";
import { FakeSocket } from "./fakeSocket.js";
import { ManualClock } from "./manualClock.js";

type Json = Record<string, unknown>;
interface Entry { sequence: number; kind: EntryKind; at: number; connection: string; body: Uint8Array; tag: Uint8Array }
interface Agent {
  id: AgentId; owner: string; name: string; certificate: string; devices: Map<string, string>; lists: string[];
  readonly rotations: string[];
  prekeys: Map<string, string>; oneTime: Map<string, string[]>; mailbox: Entry[]; cursors: Map<string, number>;
  sockets: Set<FakeSocket>;
}
interface Side { terms: Json; signed: string[] }
interface Connection {
  id: string; sides: Map<AgentId, Side>; sequences: Map<string, { number: number; hash: string }>; epochs: Map<string, Uint8Array>;
  rewraps: Map<string, string>; log: Entry[]; acceptance: { inviter: AgentId; bytes: string }; suspended: string | null;
  isRemoved: boolean;
}
interface Held { sender: AgentId; recipient: AgentId; side: AgentId; envelope: EnvelopeView; approvals: Approval[]; lineage: Uint8Array }

const code62 = "cex_inv_AbCdEfGh0123_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf";

/** A refusal of the fake. */
class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** A small exchange in memory: enough of the protocol's rules for two SDKs to talk over it. Signatures are theirs to check. */
export class FakeExchange {
  readonly origin = "http://localhost:8080";
  readonly owners = new Map<string, { key: string; viewers: string[] }>();
  readonly agents = new Map<AgentId, Agent>();
  readonly connections = new Map<string, Connection>();
  readonly held = new Map<string, Held>();
  readonly calls: string[] = [];
  readonly sockets: FakeSocket[] = [];
  /** Signed terms of each side in one answer. */
  termsPage = 128;
  /** The lineage of each message that was sent. */
  readonly lineages: Uint8Array[] = [];
  /** What the next sends are answered with instead; taken one by one. */
  readonly answers: SendStatus[] = [];
  /** It does not know the call that moves a device's mark, like an older server. */
  refusesMoves = false;
  /** What reaches a mailbox instead of a message: any number of bodies. */
  mail: (body: Uint8Array) => readonly Uint8Array[] = (body) => [body];
  /** What keys are shown for an agent instead of its own. */
  readonly shownKeys = new Map<AgentId, (keys: Json) => Json>();
  readonly #sessions = new Map<string, { owner?: string; agent?: AgentId; device?: string }>();
  readonly #accepted: (Json & { readonly inviter: AgentId })[] = [];
  readonly #invites = new Map<string, { inviter: AgentId; terms: Json; offer: string }>();
  readonly #told = new Set<FakeSocket>();
  #counter = 0;

  constructor(readonly clock: ManualClock) {}

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url);
    this.calls.push(`${init.method!} ${pathname}`);
    try {
      const body = init.body ? JSON.parse(init.body as string) as Json : Object.fromEntries(searchParams);
      const credential = new Headers(init.headers).get("Authorization")?.slice(7) ?? "";
      const answer = this.#route(`${init.method!} ${pathname}`, body, this.#sessions.get(credential) ?? {}, credential);
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer, { status: 201 });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { http, retry } = refusals.find((one) => one.code === error.code)!;
      return Response.json({ code: error.code, retryable: retry, title: error.code, status: http },
        { status: http, headers: { "Content-Type": "application/problem+json" } });
    }
  };

  readonly webSocket = (address: string, _subprotocol: string): FakeSocket => {
    const socket = new FakeSocket((frame) => {
      switch (frame.type) {
        case "connect": return this.#connect(socket, frame.agent, frame.device, frame.ref, frame.resume);
        case "send": return this.#send(socket, frame);
        case "ack": {
          const agent = this.agents.get(socket.agent)!;
          agent.cursors.set(socket.device, Math.max(agent.cursors.get(socket.device) ?? 0, frame.sequence));
          return this.#tell(agent, frame.sequence);
        }
        case "publish-epoch": {
          const refusal = this.#publish(socket.agent, frame.peer, frame.record.slice());
          return socket.deliver({ type: "result", ref: frame.ref, refusal, retryAfter: 0 });
        }
        case "get-epoch": {
          // Also of a connection that has ended: what was accepted is still delivered.
          const { id, epochs } = this.connections.get(connectionBetween(socket.agent, frame.peer))!;
          const record = epochs.get(toHex(frame.hash)) ?? new Uint8Array(0);
          return socket.deliver({ type: "epoch", ref: frame.ref, connection: id, record });
        }
        case "ping": return socket.deliver({ type: "pong", ref: frame.ref, data: frame.data });
        default: return undefined;
      }
    });
    this.sockets.push(socket);
    if (address.endsWith("?tell=acknowledged")) this.#told.add(socket);
    // A network takes longer than any turn of the caller.
    setTimeout(() => {
      socket.open();
      socket.deliver({ type: "challenge", ref: 0, nonce: new Uint8Array(32).fill(++this.#counter), time: this.clock.now() });
    }, 0);
    return socket;
  };

  /** Forgets every session, as a restart does. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  notify(to: AgentId, kind: NoticeKind, connection: string, message = "0".repeat(32), note: Uint8Array = new Uint8Array(0)): void {
    this.#deliver(to, "notice", connection, concat(
      Uint8Array.of(noticeKinds.indexOf(kind) + 1), idBytes(connection), idBytes(message), numberKey(this.clock.now()),
      Uint8Array.of(note.length >> 8, note.length & 0xff), note));
  }

  between(one: AgentId, other: AgentId): Connection {
    return this.#between(one, other);
  }

  #route(call: string, body: Json, who: { owner?: string; agent?: AgentId; device?: string }, credential: string): unknown {
    const now = this.clock.now();
    const session = (value: object): object => {
      const text = `session-${++this.#counter}`;
      this.#sessions.set(text, value);
      return { session: text, expiresAt: now + 900_000 };
    };
    const [method, path] = call.split(" ") as [string, string];
    const [, , kind, first = "", noun = "", third = "", last = "", tail = ""] = path.split("/");
    if (call === "POST /v1/challenges") return { nonce: toBase64Url(new Uint8Array(32).fill(++this.#counter)), expiresAt: now + 60_000 };
    if (call === "POST /v1/owners") {
      this.owners.set(body["owner"] as string, { key: body["identityKey"] as string, viewers: [] });
      return { owner: body["owner"], ...session({ owner: body["owner"] }), operator: body["bootstrap"] !== undefined };
    }
    if (call === "POST /v1/sessions/owner") return session({ owner: body["owner"] });
    if (call === "POST /v1/sessions/device") return session({ agent: body["agent"], device: body["device"] });
    if (!who.owner && !who.agent && !credential.startsWith("key-")) throw new Refused("unauthenticated");
    if (call === "GET /v1/owners/me/viewers")
      return { items: this.owners.get(who.owner!)!.viewers.map((certificate) => ({ certificate })) };
    if (call === "PUT /v1/owners/me/viewer") return void this.owners.get(who.owner!)!.viewers.push(body["certificate"] as string);
    if (call === "POST /v1/agents") {
      this.agents.set(body["agent"] as string, {
        id: body["agent"] as string, owner: who.owner!, name: body["displayName"] as string, certificate: body["certificate"] as string,
        devices: new Map(), lists: [], rotations: [], prekeys: new Map(), oneTime: new Map(), mailbox: [], cursors: new Map(), sockets: new Set(),
      });
      return { agent: body["agent"], apiKey: `key-${body["agent"] as string}` };
    }
    if (call === "GET /v1/approvals") return { items: this.#approvals(who.owner!) };
    if (kind === "approvals") return this.#decide(first, noun, third, body);
    const agent = this.agents.get(first)!;
    if (noun === "keys") return { id: "key", apiKey: `key-${agent.id}` };
    if (noun === "devices") return this.#devices(agent, third, last, method, body);
    if (noun === "directory") {
      if (method === "GET") return this.#keysOf(agent);
      const list = DeviceList.parse(fromBase64Url(body["directory"] as string)!);
      if (!list.ok || list.value.version !== agent.lists.length + 1) throw new Refused("stale-version");
      return void agent.lists.push(body["directory"] as string);
    }
    if (noun === "rotations") {
      agent.rotations.push(body["rotation"] as string);
      agent.certificate = body["certificate"] as string;
      agent.lists.push(body["directory"] as string);
      for (const record of body["deviceCertificates"] as string[]) {
        const certificate = DeviceCertificate.parse(fromBase64Url(record)!);
        if (certificate.ok) agent.devices.set(certificate.value.device, record);
      }
      for (const { id, sides } of this.connections.values())
        for (const peer of sides.has(agent.id) ? sides.keys() : []) if (peer !== agent.id) this.notify(peer, "peer-keys-changed", id);
      return undefined;
    }
    if (noun === "invites" && method === "GET") return { items: this.#accepted.filter(({ inviter }) => inviter === agent.id) };
    if (noun === "invites") return this.#invite(agent, third, body);
    if (noun === "connections" && third === "") {
      return { items: [...this.connections.values()].filter((one) => one.sides.has(agent.id)).map((one) => this.#show(agent.id, one)) };
    }
    return this.#connection(agent, third, method, last, tail, body, who);
  }

  #devices(agent: Agent, device: string, what: string, method: string, body: Json): unknown {
    if (device === "") {
      agent.devices.set(body["device"] as string, body["certificate"] as string);
      return { device: body["device"], name: body["name"], standing: "active", online: false, acknowledged: 0, enrolledAt: 1 };
    }
    if (what === "prekey") return void agent.prekeys.set(device, body["prekey"] as string);
    const known = agent.oneTime.get(device) ?? [];
    if (method === "POST") known.push(...body["prekeys"] as string[]);
    agent.oneTime.set(device, known);
    return { count: known.length };
  }

  #invite(agent: Agent, what: string, body: Json): unknown {
    if (what === "") {
      const code = invitation(++this.#counter);
      this.#invites.set(code, { inviter: agent.id, terms: body["terms"] as Json, offer: body["offer"] as string });
      return { id: code.slice(8, 20), code, expiresAt: this.clock.now() + 1_000 };
    }
    const invite = this.#invites.get(body["code"] as string);
    if (invite === undefined) throw new Refused("not-found");
    const inviter = this.agents.get(invite.inviter)!;
    if (what === "preview") {
      return {
        id: (body["code"] as string).slice(8, 20), inviter: inviter.id, inviterName: inviter.name, terms: invite.terms,
        offer: invite.offer, policy: { retention: 0 }, expiresAt: 1, inviterCertificate: inviter.certificate,
        inviterOwnerKey: this.owners.get(inviter.owner)!.key,
      };
    }
    this.#invites.delete(body["code"] as string);
    this.#accepted.push({
      id: (body["code"] as string).slice(8, 20), inviter: inviter.id, standing: "accepted", createdAt: 1, expiresAt: 1,
      acceptedBy: agent.id,
    });
    // What was there before a removal goes on: numbers and signed terms are kept.
    const before = this.connections.get(connectionBetween(agent.id, inviter.id));
    const signedBefore = (side: AgentId): string[] => before?.sides.get(side)?.signed ?? [];
    const connection: Connection = {
      id: connectionBetween(agent.id, inviter.id), sequences: new Map(), epochs: new Map(), rewraps: new Map(), log: [],
      ...before, suspended: null, isRemoved: false,
      sides: new Map([
        [inviter.id, { terms: invite.terms, signed: [...signedBefore(inviter.id), invite.offer] }],
        [agent.id, { terms: body["terms"] as Json, signed: [...signedBefore(agent.id), body["signedTerms"] as string] }]]),
      acceptance: { inviter: inviter.id, bytes: body["acceptance"] as string },
    };
    this.connections.set(connection.id, connection);
    return this.#show(agent.id, connection);
  }

  #connection(agent: Agent, peerId: AgentId, method: string, what: string, tail: string, body: Json, who: { device?: string }): unknown {
    const connection = this.#between(agent.id, peerId);
    const peer = this.agents.get(peerId)!;
    const own = connection.sides.get(agent.id)!;
    switch (what) {
      case "":
        if (method === "DELETE") return void (connection.isRemoved = true);
        return this.#show(agent.id, connection);
      case "keys": return this.#keysOf(peer);
      case "prekeys": return { prekeys: [...peer.oneTime.values()].flatMap((known) => known.splice(0, 1)) };
      case "terms":
        if (method === "GET") {
          const theirs = connection.sides.get(peerId)!.signed;
          return {
            own: pageOf(own.signed, body["ownFrom"], this.termsPage),
            theirs: pageOf(theirs, body["theirsFrom"], this.termsPage),
          };
        }
        own.signed.push(body["signedTerms"] as string);
        own.terms = body["terms"] as Json;
        this.notify(peerId, "connection-changed", connection.id);
        this.notify(agent.id, "connection-changed", connection.id);
        return this.#show(agent.id, connection);
      case "suspend":
        connection.suspended = body["reason"] as string;
        return undefined;
      case "nacks": return void this.notify(peerId, "nack", connection.id, undefined, fromBase64Url(body["nack"] as string)!);
      case "sequence": {
        if (this.refusesMoves) throw new Refused("not-found");
        const place = `${agent.id} ${who.device!}`;
        const number = body["sequence"] as number;
        if (number > (connection.sequences.get(place)?.number ?? 0)) connection.sequences.set(place, { number, hash: "" });
        return undefined;
      }
      case "rewraps":
        for (const record of body["rewraps"] as string[]) {
          const rewrap = Rewrap.parse(fromBase64Url(record)!);
          if (rewrap.ok) connection.rewraps.set(`${rewrap.value.epochHash} ${rewrap.value.entry.device}`, record);
        }
        return undefined;
      case "epochs": {
        const hash = toHex(fromBase64Url(tail)!);
        const record = connection.epochs.get(hash);
        if (record === undefined) throw new Refused("not-found");
        return { connection: connection.id, record: toBase64Url(record), rewrap: connection.rewraps.get(`${hash} ${who.device ?? ""}`) };
      }
      case "receipts": {
        const entry = peer.mailbox.find(({ kind, body: bytes }) => {
          const sent = kind === "message" ? EnvelopeView.parse(bytes) : null;
          return sent?.ok === true && sent.value.fields.senderDevice === who.device && sent.value.fields.sequence === Number(tail);
        });
        if (entry === undefined) throw new Refused("not-found");
        return { status: "accepted", at: entry.at, acknowledged: [...peer.cursors.values()].some((cursor) => cursor >= entry.sequence) };
      }
      case "messages":
        return { items: connection.log.map((entry) => ({ ...entry, body: toBase64Url(entry.body), tag: toBase64Url(entry.tag) })) };
      default: throw new Error(`The fake has no ${what}.`);
    }
  }

  #show(agent: AgentId, connection: Connection): Json {
    const peer = [...connection.sides.keys()].find((one) => one !== agent)!;
    const own = connection.sides.get(agent)!;
    const theirs = connection.sides.get(peer)!;
    return {
      connection: connection.id, peer, peerName: this.agents.get(peer)!.name, standing: "active", own: own.terms, theirs: theirs.terms,
      ownVersion: own.signed.length, theirVersion: theirs.signed.length, ownSignedTerms: own.signed.at(-1), theirSignedTerms: theirs.signed.at(-1),
      policy: { retention: 0 }, frozen: connection.suspended !== null, suspended: connection.suspended, since: 1,
      acceptance: connection.acceptance.inviter === agent ? connection.acceptance.bytes : null,
    };
  }

  #keysOf(agent: Agent): Json {
    const owner = this.owners.get(agent.owner)!;
    const keys: Json = {
      agent: agent.id, ownerKey: owner.key, certificate: agent.certificate, directory: agent.lists.at(-1), directories: agent.lists,
      deviceCertificates: [...agent.devices.values()], prekeys: [...agent.prekeys.values()], viewers: owner.viewers,
      rotations: agent.rotations,
    };
    return this.shownKeys.get(agent.id)?.(keys) ?? keys;
  }

  #connect(socket: FakeSocket, id: AgentId, device: string, ref: number, resume: number): void {
    const agent = this.agents.get(id)!;
    socket.agent = id;
    socket.device = device;
    agent.sockets.add(socket);
    const head = agent.mailbox.length;
    const isAhead = resume > head;
    const from = isAhead ? head + 1 : resume + 1;
    socket.deliver({
      type: "ready", ref, head, oldest: 1, acknowledged: agent.cursors.get(device) ?? 0, from, recovered: !isAhead,
      heartbeat: 15_000, time: this.clock.now(),
    });
    for (const entry of agent.mailbox.slice(from - 1)) socket.deliver({ type: "delivery", ref: 0, ...entry });
  }

  #send(socket: FakeSocket, frame: SendFrame): void {
    const parsed = EnvelopeView.parse(frame.envelope.slice());
    this.lineages.push(frame.lineage.slice());
    const status = parsed.ok ? this.answers.shift() ?? this.#accept(socket, parsed.value, frame.lineage.slice()) : "malformed";
    const sequence = parsed.ok ? parsed.value.fields.sequence : 0;
    socket.deliver({ type: "receipt", ref: frame.ref, status, sequence, at: this.clock.now(), retryAfter: 0 });
  }

  #accept(socket: FakeSocket, envelope: EnvelopeView, lineage: Uint8Array): SendStatus {
    const { fields, hash } = envelope;
    const connection = this.connections.get(fields.connection);
    if (connection === undefined) return "not-connected";
    const place = `${socket.agent} ${socket.device}`;
    const last = connection.sequences.get(place) ?? { number: 0, hash: "" };
    if (fields.sequence === last.number && hash === last.hash) return "duplicate";
    if (fields.sequence < last.number) return "duplicate";
    if (fields.sequence > last.number + 1) return "out-of-order";
    if (connection.suspended !== null) return "frozen";
    const epoch = connection.epochs.get(fields.epochHash);
    const view = epoch === undefined ? null : EpochView.parse(epoch);
    if (view?.ok !== true) return "epoch-unknown";
    const [sender, recipient] = [fields.senderAgent, fields.recipientAgent].map((agent) => this.#termsOf(connection, agent)) as [ConnectionTerms, ConnectionTerms];
    if (view.value.senderTerms !== sender.hash || view.value.recipientTerms !== recipient.hash) return "stale-terms";
    connection.sequences.set(place, { number: fields.sequence, hash });
    if (!isAllowed(fields.category, sender, recipient)) return "not-allowed";
    if (needsApproval(fields.category, fields.requested, OwnerSide.sender, sender, recipient)) return this.#hold(envelope, fields.senderAgent, lineage);
    if (needsApproval(fields.category, fields.requested, OwnerSide.recipient, sender, recipient)) return this.#hold(envelope, fields.recipientAgent, lineage);
    this.#deliver(fields.recipientAgent, "message", connection.id, envelope.bytes);
    return "accepted";
  }

  #hold(envelope: EnvelopeView, side: AgentId, lineage: Uint8Array): SendStatus {
    const { senderAgent: sender, recipientAgent: recipient, envelopeId } = envelope.fields;
    this.held.set(envelopeId, { sender, recipient, side, envelope, approvals: [], lineage });
    return "held";
  }

  #approvals(owner: string): Json[] {
    return [...this.held].filter(([, { side }]) => this.agents.get(side)!.owner === owner).map(([message, one]) => ({
      message, connection: one.envelope.fields.connection, sender: one.sender, recipient: one.recipient, category: "x", side: one.side,
      heldAt: 1, expiresAt: 2, envelope: toBase64Url(DeliveredMessage.join(one.envelope.bytes, one.approvals)),
    }));
  }

  #decide(_agent: string, _peer: string, message: string, body: Json): undefined {
    const one = this.held.get(message)!;
    this.held.delete(message);
    const connection = one.envelope.fields.connection;
    if (body["verdict"] !== "approve") {
      const note = body["note"] === undefined ? new Uint8Array(0) : fromBase64Url(body["note"] as string)!;
      this.notify(one.sender, body["verdict"] === "reject" ? "rejected" : "sent-back", connection, message, note);
      return undefined;
    }
    const approval = Approval.parse(fromBase64Url(body["approval"] as string)!);
    if (!approval.ok) throw new Refused("malformed");
    this.notify(one.sender, "approved", connection, message);
    this.#deliver(one.recipient, "message", connection, DeliveredMessage.join(one.envelope.bytes, [...one.approvals, approval.value]));
    return undefined;
  }

  #publish(sender: AgentId, peer: AgentId, record: Uint8Array): Refusal | null {
    const epoch = EpochView.parse(record);
    const connection = this.#between(sender, peer);
    if (connection.suspended !== null) return "frozen";
    if (epoch.ok) connection.epochs.set(epoch.value.epochHash, record);
    return null;
  }

  #deliver(to: AgentId, kind: EntryKind, connection: string, body: Uint8Array): void {
    for (const one of kind === "message" ? this.mail(body) : [body]) this.#push(to, kind, connection, one);
  }

  #push(to: AgentId, kind: EntryKind, connection: string, body: Uint8Array): void {
    const agent = this.agents.get(to)!;
    const tag = kind === "message" ? new Uint8Array(16).fill(agent.mailbox.length + 1) : new Uint8Array(0);
    const entry: Entry = { sequence: agent.mailbox.length + 1, kind, at: this.clock.now(), connection, body, tag };
    agent.mailbox.push(entry);
    if (kind === "message") this.connections.get(connection)!.log.push({ ...entry, sequence: this.connections.get(connection)!.log.length + 1 });
    for (const socket of agent.sockets) socket.deliver({ type: "delivery", ref: 0, ...entry });
  }

  /** Tells the sender of the newest acknowledged entry, where it is a message and it asked to be told. */
  #tell({ id, mailbox }: Agent, acknowledged: number): void {
    const entry = mailbox[acknowledged - 1];
    const sent = entry?.kind === "message" ? EnvelopeView.parse(entry.body) : null;
    if (sent?.ok !== true) return;
    const { senderDevice, sequence } = sent.value.fields;
    for (const socket of this.#told)
      if (socket.device === senderDevice) socket.deliver({ type: "acknowledged", ref: 0, peer: id, sequence });
  }

  #termsOf(connection: Connection, agent: AgentId): ConnectionTerms {
    const terms = ConnectionTerms.parse(fromBase64Url(connection.sides.get(agent)!.signed.at(-1)!)!);
    if (!terms.ok) throw new Error(terms.error);
    return terms.value;
  }

  #between(one: AgentId, other: AgentId): Connection {
    const connection = this.connections.get(connectionBetween(one, other));
    if (connection === undefined || connection.isRemoved) throw new Refused("not-found");
    return connection;
  }
}

/** So many records, from the one with a hash on. */
function pageOf(records: readonly string[], from: unknown, most: number): string[] {
  const start = records.findIndex((record) => {
    const terms = ConnectionTerms.parse(fromBase64Url(record)!);
    return terms.ok && toBase64Url(fromHex(terms.value.hash)) === from;
  });
  return records.slice(Math.max(start, 0), Math.max(start, 0) + most);
}

/** An invite code with a right checksum: the counter stands in its public id. */
function invitation(number: number): string {
  const text = code62.replace("AbCdEfGh0123", number.toString().padStart(12, "0"));
  let crc = 0xffff_ffff;
  for (const byte of utf8(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  let value = (crc ^ 0xffff_ffff) >>> 0;
  let checksum = "";
  for (let i = 0; i < 6; i++) {
    checksum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[value % 62]! + checksum;
    value = Math.floor(value / 62);
  }
  return text + checksum;
}

