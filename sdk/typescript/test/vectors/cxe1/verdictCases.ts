import { fromHex, toHex } from "../../../src/crypto/bytes.js";
import { Cxe1Limits } from "../../../src/cxe1/bytes/cxe1Limits.js";
import { type ApprovalDecision, OwnerSide } from "../../../src/cxe1/consent/approval.js";
import { ConnectionTerms, offerIdOf, OwnerRead } from "../../../src/cxe1/consent/connectionTerms.js";
import { DeliveredMessage } from "../../../src/cxe1/consent/deliveredMessage.js";
import { partyOf } from "../../../src/cxe1/consent/termsParty.js";
import { DeviceTable } from "../../../src/cxe1/device/deviceStore.js";
import { stateKey } from "../../../src/cxe1/device/stateKey.js";
import { ReaderKind } from "../../../src/cxe1/epochs/rosterEntry.js";
import type { Nack } from "../../../src/cxe1/messages/nack.js";
import { sealOwnerVault, readOwnerVault, toOwnerLink } from "../../../src/cxe1/owner/ownerVault.js";
import { resignEpoch } from "../../cxe1/support/forgery.js";
import { patched } from "../../cxe1/support/tampering.js";
import type { TestAgent } from "../../cxe1/support/testAgent.js";
import { CONNECTION, INVITE_SECRET, valueOf } from "../../cxe1/support/testConversation.js";
import { digest, id, seed } from "../../cxe1/support/testKeys.js";
import { type SampleRecord, sampleVault, type SampleWorld } from "../../cxe1/support/testRecords.js";
import { LEVELS, NOTHING_ASKED } from "../../cxe1/support/testTerms.js";
import type { VectorWorldWriter } from "./vectorWorldWriter.js";

/** A question of verdicts.json without its answer. */
export type Case = Readonly<Record<string, unknown>> & { readonly name: string; readonly op: string };

/** Questions about one conversation in which both owners read and decide. */
export async function writeCases(
  sample: SampleWorld, records: readonly SampleRecord[], world: VectorWorldWriter): Promise<Case[]> {
  for (const agent of [sample.talk.alice, sample.talk.bob]) {
    world.directory(agent.name, agent);
    world.connection(agent.name, sample.talk, agent);
  }
  return [
    ...await consentCases(sample, world),
    ...await termsCases(sample, world),
    ...await epochCases(sample, world),
    ...await historyCases(sample, world),
    ...noteCases(sample, records, world),
    ...await otherCases(sample, world),
    ...await overlapCases(sample, world),
    ...await offerCases(sample, world),
    ...[0, 1, 1_767_225_600_000, Number.MAX_SAFE_INTEGER].map((created): Case => ({
      name: `the secret of a link made at ${created}`, op: "invite-secret", seed: digest(`seed ${created}`), created,
    })),
  ];
}

/** Which offers a connection may begin with, also where it is made again; as Alice sees it, who invited first. */
async function offerCases({ talk }: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const { alice, bob, clock } = talk;
  const offer = (of: TestAgent, secret: string, created: number): Promise<ConnectionTerms> =>
    ConnectionTerms.issueOffer(of.oik, fromHex(digest(secret)), {
      own: partyOf(of.identity), created, ownerRead: OwnerRead.askedOnly, categories: LEVELS,
    });
  const acceptance = (of: TestAgent, peer: TestAgent, connection = CONNECTION): Promise<ConnectionTerms> =>
    ConnectionTerms.issue(of.oik, {
      connection, own: partyOf(of.identity), peer: partyOf(peer.identity), created: clock.now + 2,
      ownerRead: OwnerRead.askedOnly, categories: LEVELS,
    });
  const [first, accepted] = [alice.terms[0]!, bob.terms[0]!];
  const [second, again] = [await offer(alice, "second", clock.now + 1), await acceptance(bob, alice)];
  const [bobs, back] = [await offer(bob, "bob's", clock.now + 1), await acceptance(alice, bob)];
  const ask = (
    name: string, known: readonly (readonly [ConnectionTerms, ConnectionTerms])[], ownTerms: readonly ConnectionTerms[],
    peerTerms: readonly ConnectionTerms[], made: readonly ConnectionTerms[] = [],
  ): Case => ({
    name: `offers ${name}`, op: "offers", own: alice.identity, peer: bob.identity, connection: CONNECTION,
    known: known.map(([one, by]) => `${one.connection} ${by.hash}`).join(", "),
    ownTerms: ownTerms.map((one) => world.record(one)), peerTerms: peerTerms.map((one) => world.record(one)),
    made: made.map((one) => one.connection),
  });
  return [
    ask("of a first connection", [], [first], [accepted], [first]),
    ask("that were not made", [], [first], [accepted]),
    ask("of a connection that is made again", [[first, accepted]], [first, second], [accepted, again], [first, second]),
    ask("of both connections", [], [first, second], [accepted, again], [first, second]),
    ask("without a new acceptance", [[first, accepted]], [first, second], [accepted], [first, second]),
    ask("whose sides change", [[first, accepted]], [first, back], [accepted, bobs], [first]),
    ask("in the place of one that was accepted", [[bobs, back]], [back], [await offer(bob, "other", clock.now + 1)]),
    ask("whose acceptance is for another connection", [], [first], [await acceptance(bob, alice, id("other"))], [first]),
    ask("whose acceptance names another peer", [], [first], [await acceptance(bob, bob)], [first]),
    ask("older than the acceptances", [], [first, second], [again], [first, second]),
  ];
}

/** Epochs that are good by themselves: under terms that were replaced, or beside another of their number. */
async function overlapCases(sample: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const { talk, epoch } = sample;
  const { alice, bob, clock } = talk;
  const record = world.add("epoch", sample.record);
  const open = (name: string, changes: object = {}): Case => ({
    name, op: "owner-open", connection: "bob", own: "bob", peer: "alice", record, keys: [toHex(seed("bob ovk 0"))],
    now: clock.now, ...changes,
  });
  const later = async (name: string, milliseconds: number, connection: string): Promise<Case> => open(name, {
    connection,
    now: clock.now + milliseconds,
    record: world.add(`epoch made ${milliseconds} later`, await createdLater(sample, milliseconds)),
  });
  const cases: Case[] = [];
  for (const [whose, agent] of [["the sender's", alice], ["the reader's", bob]] as const) {
    await talk.changeTerms(agent, OwnerRead.everything, LEVELS);
    const connection = `bob, ${whose} terms replaced`;
    world.connection(connection, talk, bob);
    agent.terms.pop();
    cases.push(
      open(`an owner opens under ${whose} terms, replaced as it was made`, { connection }),
      await later(
        `an owner opens under ${whose} terms, replaced longer before`, Cxe1Limits.clockTolerance + 1, connection),
    );
  }
  const other = epoch.entries.findIndex(
    ({ kind, agent }) => kind !== ReaderKind.ownerViewer && agent === bob.identity.agent);
  const start = epoch.header.length + 64 + other * 80;
  const fork = world.add("another epoch of the same number", await resignEpoch(
    patched(sample.record, start, new Uint8Array(80)), talk.a.keys.dsk));
  return [
    ...cases,
    open("an owner opens an epoch again", { before: [record] }),
    open("an owner opens another epoch of the same number", { before: [record], record: fork }),
    open("an owner opens an epoch after another of its number", { before: [fork] }),
  ];
}

/** The sample's epoch with another time in its header: signed, and no wrap of it opens. */
async function createdLater({ record, talk }: SampleWorld, milliseconds: number): Promise<Uint8Array> {
  const made = record.slice();
  const view = new DataView(made.buffer);
  for (const at of [199, 207]) {
    const time = view.getBigUint64(at);
    view.setBigUint64(at, time + BigInt(milliseconds));
  }
  return resignEpoch(made, talk.a.keys.dsk);
}

async function consentCases(sample: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const { alice, bob, clock } = sample.talk;
  const [one, two] = [await sample.approve(OwnerSide.sender), await sample.approve(OwnerSide.recipient)];
  const ask = (name: string, approvals: Parameters<typeof DeliveredMessage.join>[1], changes: object = {}): Case => ({
    name,
    op: "consent",
    message: world.add(`delivered, ${name}`, DeliveredMessage.join(sample.envelopeBytes, approvals)),
    senderTerms: world.record(alice.terms[0]!),
    recipientTerms: world.record(bob.terms[0]!),
    senderOik: alice.identity.oik,
    recipientOik: bob.identity.oik,
    now: clock.now,
    ...changes,
  });
  const cases = [
    ask("both approved", [one, two]),
    ask("nobody approved", []),
    ask("the sender's owner approved", [one]),
    ask("the recipient's owner approved", [two]),
    ask("approved, long ago", [one, two], { now: sample.envelope.end + Cxe1Limits.clockTolerance + 1 }),
    ask("approved, just in time", [one, two], { now: sample.envelope.end + Cxe1Limits.clockTolerance }),
    ask("approved, as history", [one, two], { now: null }),
    ask("approved, another owner's key", [one, two], { senderOik: bob.identity.oik }),
    ask("approved, the terms of nothing", [one, two], { recipientTerms: world.record(
      await sample.talk.changeTerms(bob, OwnerRead.askedOnly, [])) }),
  ];
  bob.terms.pop();
  const changed: readonly (readonly [string, object])[] = [
    ["another envelope", { envelopeHash: digest("another") }],
    ["another epoch", { epochHash: digest("another") }],
    ["another connection", { connection: id("another") }],
    ["another recipient", { recipient: id("another") }],
    ["other sender's terms", { senderTerms: digest("another") }],
    ["other recipient's terms", { recipientTerms: digest("another") }],
    ["a refusal", { decision: 2 as ApprovalDecision }],
    ["an expiry after the message's end", { expiry: sample.envelope.end + 1 }],
  ];
  for (const [name, changes] of changed) {
    cases.push(ask(`the sender's owner approved ${name}`, [await sample.approve(OwnerSide.sender, changes), two]));
    cases.push(ask(`the recipient's owner approved ${name}`, [one, await sample.approve(OwnerSide.recipient, changes)]));
  }
  return cases;
}

async function termsCases(sample: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const { alice, bob, clock } = sample.talk;
  const offer = alice.terms[0]!;
  const next = async (created: number, previous = offer, oik = alice.oik) => ConnectionTerms.issue(oik, {
    connection: CONNECTION, own: offer.own, peer: bob.terms[0]!.own, created, ownerRead: OwnerRead.askedOnly,
    categories: LEVELS,
  }, previous);
  const second = await next(clock.now);
  const third = await next(clock.now + 1, second);
  const ask = (name: string, terms: ConnectionTerms, known: readonly ConnectionTerms[], changes: object = {}): Case => ({
    name,
    op: "terms-chain",
    side: alice.identity,
    peer: bob.identity,
    connection: CONNECTION,
    offer: offer.connection,
    known: known.map((one) => world.record(one)),
    terms: world.record(terms),
    now: clock.now,
    ...changes,
  });
  const again = async (created: number) => ConnectionTerms.issue(alice.oik, {
    connection: CONNECTION, own: offer.own, peer: bob.terms[0]!.own, created, ownerRead: OwnerRead.askedOnly,
    categories: NOTHING_ASKED,
  });
  return [
    ask("an offer", offer, []),
    ask("an offer before anybody accepted", offer, [], { peer: null }),
    ask("an offer of another invite", offer, [], { offer: id("another") }),
    ask("an offer where none is expected", offer, [], { offer: null }),
    ask("the second version", second, [offer]),
    ask("the second version before anybody accepted", second, [offer], { peer: null }),
    ask("the second version for another connection", second, [offer], { connection: id("another") }),
    ask("the second version for another peer", second, [offer], { peer: alice.identity }),
    ask("the third version without the second", third, [offer]),
    ask("the third version", third, [offer, second]),
    ask("a known version", second, [offer, second, third], { side: bob.identity }),
    ask("the second version created before the first", await next(clock.now - 1), [offer]),
    ask("the second version of another owner", await next(clock.now, offer, bob.oik), [offer]),
    ask("a version five minutes ahead", await next(clock.now + Cxe1Limits.clockTolerance), [offer]),
    ask("a version more than five minutes ahead", await next(clock.now + Cxe1Limits.clockTolerance + 1), [offer]),
    ask("a new chain later", await again(clock.now + 1), [offer]),
    ask("a new chain at the same time", await again(clock.now), [offer]),
    ask("the other side's terms", bob.terms[0]!, []),
  ];
}

async function epochCases(sample: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const { talk, epoch } = sample;
  const { alice, bob, clock } = talk;
  const record = world.add("epoch", sample.record);
  const index = epoch.entries.findIndex(
    (entry) => entry.kind === ReaderKind.ownerViewer && entry.agent === bob.identity.agent);
  const start = epoch.header.length + 64 + index * 80;
  const broken = await resignEpoch(patched(sample.record, start, new Uint8Array(80)), talk.a.keys.dsk);
  const key = toHex(seed("bob ovk 0"));
  const open = (name: string, changes: object = {}): Case => ({
    name, op: "owner-open", connection: "bob", own: "bob", peer: "alice", record, keys: [key], now: clock.now, ...changes,
  });
  const read = (name: string, message: Uint8Array): Case => ({
    ...open(name), op: "owner-read", message: world.add(`message, ${name}`, message),
  });
  const flipped = (offset: number) => patched(
    sample.envelopeBytes, offset, Uint8Array.of(sample.envelopeBytes[offset]! ^ 1));
  const nothing = await talk.changeTerms(bob, OwnerRead.askedOnly, NOTHING_ASKED);
  bob.terms.pop();
  const roster = (name: string, changes: object = {}): Case => ({
    name, op: "roster", epoch: record, sender: "alice", recipient: "bob",
    senderTerms: world.record(alice.terms[0]!), recipientTerms: world.record(bob.terms[0]!), ...changes,
  });
  return [
    open("an owner opens"),
    open("an owner opens the form for it", { record: world.add("form for bob's owner", epoch.forReader(index)) }),
    open("an owner opens the form for another", { record: world.add("another form", epoch.forReader((index + 1) % 5)) }),
    open("an owner whose key is gone opens", { keys: [] }),
    open("an owner opens after years", { now: clock.now + 1_000 * Cxe1Limits.day }),
    open("an owner opens before it was made", { now: clock.now - Cxe1Limits.clockTolerance - 1 }),
    open("an owner opens a wrap that is broken", { record: world.add("broken epoch", broken) }),
    open("an owner opens as the other side", { connection: "alice" }),
    read("an owner reads before it is decided", sample.envelopeBytes),
    read("an owner reads what is decided", await sample.delivered()),
    read("an owner reads for another connection", flipped(20)),
    read("an owner reads another sender's", flipped(36)),
    read("an owner reads what is for another agent", flipped(68)),
    read("an owner reads of another epoch", flipped(84)),
    read("an owner reads another header", flipped(4)),
    read("an owner reads another ciphertext", flipped(400)),
    roster("the roster of the lists and terms"),
    roster("a roster with a viewer for whom there is no place", { recipientTerms: world.record(nothing) }),
    roster("a roster of the other side", { sender: "bob", recipient: "alice" }),
    { name: "a directory", op: "directory", directory: world.directoryOf(alice) },
    { name: "a directory without lists", op: "directory", directory: { ...world.directoryOf(alice), lists: [] } },
    { name: "a directory of another", op: "directory", directory: { ...world.directoryOf(alice), identity: bob.identity } },
    { name: "a directory with another's viewers", op: "directory", directory: {
      ...world.directoryOf(alice), viewers: world.directoryOf(bob).viewers } },
  ];
}

async function historyCases(sample: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const { talk } = sample;
  const device = talk.bob.devices[1]!;
  const rewrap = await sample.rewrap();
  const row = await device.store.get(DeviceTable.prekeys, stateKey(rewrap.entry.keyId));
  const key = toHex(row!.subarray(1));
  const ask = (name: string, changes: object = {}): Case => ({
    name, op: "history", connection: "bob", own: "bob", peer: "alice",
    record: world.add("epoch", sample.record), rewrap: world.record(rewrap),
    agent: talk.bob.identity.agent, device: device.keys.device, key, now: talk.clock.now, ...changes,
  });
  const changed = (offset: number) => world.add(`re-wrap changed at ${offset}`, patched(
    rewrap.bytes, offset, Uint8Array.of(rewrap.bytes[offset]! ^ 1)));
  const { key: _, ...withoutKey } = ask("history whose key is gone");
  return [
    ask("history"),
    ask("history of a message", { message: world.add("history's message", await sample.delivered()) }),
    ask("history of a message that was not decided", { message: world.add("undecided", sample.envelopeBytes) }),
    ask("history for another device", { device: talk.b.keys.device }),
    ask("history of another epoch", { rewrap: changed(0) }),
    ask("history whose entry was changed", { rewrap: changed(130) }),
    ask("history whose signature was changed", { rewrap: changed(161) }),
    ask("history whose wrap was changed", { rewrap: changed(300) }),
    withoutKey as Case,
  ];
}

function noteCases(sample: SampleWorld, records: readonly SampleRecord[], world: VectorWorldWriter): Case[] {
  const { talk, envelope } = sample;
  const { keys, store } = talk.a;
  const sealed = records.find((one) => one.kind === "sealed-note")!.bytes;
  const prekey = talk.alice.prekeys.find((one) => one.device === keys.device)!;
  const row = store.rows(DeviceTable.prekeys).find((one) => toHex(one.key) === prekey.keyId)!;
  const ask = (name: string, changes: object = {}): Case => ({
    name, op: "note", note: world.add("sealed note", sealed), agent: keys.agent, device: keys.device,
    key: toHex(row.value.subarray(1)), envelope: envelope.hash, connection: CONNECTION, side: OwnerSide.recipient,
    oik: talk.bob.identity.oik, ...changes,
  });
  return [
    ask("a note"),
    ask("a note about another message", { envelope: digest("another") }),
    ask("a note for another connection", { connection: id("another") }),
    ask("a note of the other side", { side: OwnerSide.sender }),
    ask("a note of another owner", { oik: talk.alice.identity.oik }),
    ask("a note for another device", { device: talk.b.keys.device }),
    ask("a note for another agent", { agent: talk.bob.identity.agent }),
  ];
}

async function otherCases(sample: SampleWorld, world: VectorWorldWriter): Promise<Case[]> {
  const nack = await sample.nack();
  const ask = (name: string, one: Nack, connection = "alice", peer = "bob"): Case => ({
    name, op: "nack", nack: world.record(one), connection, peer,
  });
  const forged = patched(nack.bytes, 184, Uint8Array.of(nack.bytes[184]! ^ 1));
  const vault = valueOf(readOwnerVault(sampleVault()));
  const cost = { memoryMiB: 64, passes: 2 };
  const blob = await sealOwnerVault(vault, "correct horse", cost, sample.talk.alice.random);
  const link = toOwnerLink("https://cex.example", blob);
  const open = (name: string, bytes: Uint8Array, passphrase = "correct horse"): Case => ({
    name, op: "vault", blob: world.add(`vault, ${name}`, bytes), passphrase,
  });
  return [
    ask("a nack", nack),
    ask("a nack of the own side", nack, "bob", "alice"),
    { ...ask("a nack with another signature", nack), nack: world.add("forged nack", forged) },
    { name: "an offer id", op: "offer-id", secret: toHex(INVITE_SECRET), id: offerIdOf(INVITE_SECRET) },
    open("the vault", blob),
    open("the vault by another passphrase", blob, "wrong horse"),
    open("the vault, cut", blob.subarray(0, 60)),
    open("the vault of another version", patched(blob, 4, Uint8Array.of(2))),
    open("the vault of another kind", patched(blob, 5, Uint8Array.of(2))),
    open("the vault of another cost", patched(blob, 8, Uint8Array.of(0, 1))),
    { name: "the vault's link", op: "vault-link", link },
    { name: "the vault's link, padded", op: "vault-link", link: `${link}=` },
    { name: "the vault's link without a blob", op: "vault-link", link: "https://cex.example/owner#" },
  ];
}
