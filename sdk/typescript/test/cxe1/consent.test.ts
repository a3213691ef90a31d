import { beforeEach, describe, expect, test } from "vitest";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { type ApprovalDecision, OwnerSide } from "../../src/cxe1/consent/approval.js";
import { ConsentLevel } from "../../src/cxe1/consent/categoryTerms.js";
import { ConnectionTerms, OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import { DeliveredMessage } from "../../src/cxe1/consent/deliveredMessage.js";
import { extendTerms } from "../../src/cxe1/consent/termsChain.js";
import { NO_PARTY, partyOf } from "../../src/cxe1/consent/termsParty.js";
import type { ConnectionContext } from "../../src/cxe1/device/connectionContext.js";
import { DeviceTable } from "../../src/cxe1/device/deviceStore.js";
import type { OutboxItem } from "../../src/cxe1/device/outbox.js";
import { RequestedLevel } from "../../src/cxe1/messages/envelopeHeader.js";
import { collect, errorOf, message, parseEnvelope, parseEpoch, TestConversation } from "./support/testConversation.js";
import { digest, ed25519Key, id } from "./support/testKeys.js";
import { SampleWorld } from "./support/testRecords.js";
import { level, LEVELS, NOTHING_ASKED, TestCategory } from "./support/testTerms.js";
import type { TestDevice } from "./support/testAgent.js";

describe("approvals", () => {
  let sample: SampleWorld;

  beforeEach(async () => {
    sample = await SampleWorld.create();
    expect(await sample.talk.accept(sample.talk.b, sample.record)).toBe("None");
  });

  const receive = async (delivered: Uint8Array) => (await sample.talk.receive(sample.talk.b, delivered)).error;

  test("a message that both owners approved arrives", async () => {
    const outcome = await sample.talk.receive(sample.talk.b, await sample.delivered());
    expect([outcome.error, outcome.message?.content.text]).toEqual(["None", "both must approve"]);
  });

  test("a missing approval refuses, and changes nothing", async () => {
    const before = sample.talk.b.store.changes;
    const [one, two] = [await sample.approve(OwnerSide.sender), await sample.approve(OwnerSide.recipient)];
    expect(await receive(sample.envelopeBytes)).toBe("ApprovalMissing");
    expect(await receive(DeliveredMessage.join(sample.envelopeBytes, [one]))).toBe("ApprovalMissing");
    expect(await receive(DeliveredMessage.join(sample.envelopeBytes, [two]))).toBe("ApprovalMissing");
    expect(sample.talk.b.store.changes).toBe(before);
    expect(await receive(await sample.delivered())).toBe("None");
  });

  test("an approval for anything else than this message does not pass it", async () => {
    const { envelope } = sample;
    for (const changes of [
      { envelopeHash: digest("another") },
      { epochHash: digest("another") },
      { connection: id("another") },
      { recipient: id("another") },
      { senderTerms: digest("another") },
      { recipientTerms: digest("another") },
      { decision: 2 as ApprovalDecision },
      { expiry: envelope.end + 1 },
    ]) {
      const approvals = [await sample.approve(OwnerSide.sender, changes), await sample.approve(OwnerSide.recipient)];
      const delivered = DeliveredMessage.join(sample.envelopeBytes, approvals);
      expect(await receive(delivered), JSON.stringify(changes)).toBe("ApprovalInvalid");
    }
  });

  test("an approval that another owner signed does not pass", async () => {
    const { alice, bob } = sample.talk;
    const swapped = [
      await sample.approve(OwnerSide.sender, {}, bob.oik), await sample.approve(OwnerSide.recipient, {}, alice.oik)];
    expect(await receive(DeliveredMessage.join(sample.envelopeBytes, swapped))).toBe("ApprovalInvalid");
  });

  test("an approval is good until five minutes after its expiry", async () => {
    const expiry = sample.talk.clock.now + 1;
    const delivered = DeliveredMessage.join(sample.envelopeBytes, [
      await sample.approve(OwnerSide.sender, { expiry }), await sample.approve(OwnerSide.recipient)]);
    sample.talk.clock.now = expiry + Cxe1Limits.clockTolerance + 1;
    expect(await receive(delivered)).toBe("ApprovalInvalid");
    sample.talk.clock.now--;
    expect(await receive(delivered)).toBe("None");
  });

  test("an approval that nothing needs is refused", async () => {
    const { talk } = sample;
    await talk.seal(talk.a, "free");
    const items = await collect(talk.a);
    const bytes = items.at(-1)!.bytes;
    const { hash, end } = parseEnvelope(bytes);
    const approval = await sample.approve(OwnerSide.sender, { envelopeHash: hash, expiry: end });
    expect(await receive(DeliveredMessage.join(bytes, [approval]))).toBe("ApprovalInvalid");
    expect(await receive(bytes)).toBe("None");
  });

  test("what follows an envelope is at most one approval of each side, in order", async () => {
    const [one, two] = [await sample.approve(OwnerSide.sender), await sample.approve(OwnerSide.recipient)];
    for (const wrong of [[two, one], [one, one], [one, two, two]]) {
      const parts = [sample.envelopeBytes, ...wrong.map((approval) => approval.bytes)];
      const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
      expect(errorOf(DeliveredMessage.parse(bytes))).toBe("ApprovalsNotCanonical");
      expect(await receive(bytes)).toBe("MalformedEnvelope");
    }
  });
});

describe("what terms allow", () => {
  test("never on either side seals nothing", async () => {
    const talk = await TestConversation.create();
    for (const category of [TestCategory.neverShared, TestCategory.neverReceived, "unlisted"])
      expect(errorOf(await talk.trySeal(talk.a, "text", category)), category).toBe("NotAllowed");
  });

  test.each([
    [TestCategory.free, RequestedLevel.auto, 0],
    [TestCategory.askToShare, RequestedLevel.ask, 1],
    [TestCategory.askToReceive, RequestedLevel.auto, 1],
    [TestCategory.askBoth, RequestedLevel.ask, 2],
  ])("a message about %s requests %i and has %i viewers", async (category, requested, viewers) => {
    const talk = await TestConversation.create();
    await talk.seal(talk.a, "text", category);
    const items = await collect(talk.a);
    expect(parseEnvelope(items[1]!.bytes).fields.requested).toBe(requested);
    expect(parseEpoch(items[0]!.bytes).entries.filter((entry) => entry.kind === 2).length).toBe(viewers);
  });

  test("a message with another set of viewers opens a new epoch", async () => {
    const talk = await TestConversation.create();
    expect((await talk.seal(talk.a, "1")).epoch).toBeDefined();
    expect((await talk.seal(talk.a, "2", TestCategory.askToShare)).epoch).toBeDefined();
    expect((await talk.seal(talk.a, "3", TestCategory.askToShare)).epoch).toBeUndefined();
    expect((await talk.seal(talk.a, "4")).epoch).toBeDefined();
  });

  test("a sender may ask its own owner although its terms do not demand it", async () => {
    const talk = await TestConversation.create();
    const [own, peer] = await talk.directories(talk.alice);
    const asking = { ...message("text"), requested: RequestedLevel.ask };
    expect((await talk.a.sender.seal(talk.context(talk.alice), asking, own, peer)).ok).toBe(true);
    const [, item] = await collect(talk.a);
    expect(parseEnvelope(item!.bytes).fields.requested).toBe(RequestedLevel.ask);
  });

  test("an owner that must read or decide and has no viewer stops the message", async () => {
    const talk = await TestConversation.create({ bobReads: OwnerRead.everything });
    talk.clock.now += Cxe1Limits.viewerLife;
    for (const agent of [talk.alice, talk.bob]) {
      await agent.certify(agent.devices[0]!);
      await agent.addPrekeys(agent.devices[0]!, 1);
    }
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("NoViewer");
    await talk.bob.addViewer();
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("None");
    expect(errorOf(await talk.trySeal(talk.a, "text", TestCategory.askToShare))).toBe("NoViewer");
  });

  test("terms under which nothing asks have no place for a viewer", async () => {
    const talk = await TestConversation.create();
    await talk.changeTerms(talk.alice, OwnerRead.askedOnly, NOTHING_ASKED);
    const [own, peer] = await talk.directories(talk.alice);
    const asking = { ...message("text"), requested: RequestedLevel.ask };
    expect(errorOf(await talk.a.sender.seal(talk.context(talk.alice), asking, own, peer))).toBe("NoViewer");
  });

  test("without terms nothing is sealed", async () => {
    const talk = await TestConversation.create();
    const [own, peer] = await talk.directories(talk.alice);
    const context = { ...talk.context(talk.alice), peerTerms: [] };
    expect(errorOf(await talk.a.sender.seal(context, message("text"), own, peer))).toBe("TermsUnknown");
  });
});

describe("terms that change while epochs and messages are under way", () => {
  let talk: TestConversation;

  beforeEach(async () => {
    talk = await TestConversation.create();
  });

  const later = () => {
    talk.clock.now += Cxe1Limits.clockTolerance + 1;
  };
  const change = (senders: boolean) =>
    talk.changeTerms(senders ? talk.alice : talk.bob, OwnerRead.askedOnly, LEVELS);
  const seal = async (told: ConnectionContext = talk.context(talk.alice)): Promise<OutboxItem[]> => {
    talk.a.sender.dropEpoch();
    const [own, peer] = await talk.directories(talk.alice);
    expect(errorOf(await talk.a.sender.seal(told, message("text"), own, peer))).toBe("None");
    return collect(talk.a);
  };
  const deliver = async (items: readonly OutboxItem[], reader: TestDevice = talk.b): Promise<string> => {
    const error = await talk.accept(reader, items[0]!.bytes);
    return error === "None" ? (await talk.receive(reader, items[1]!.bytes)).error : error;
  };

  test.each([true, false])("what was sealed before a change of terms is opened (senders: %s)", async (senders) => {
    expect(await deliver(await seal())).toBe("None");
    later();
    const underWay = await seal();
    later();
    await change(senders);
    expect(await deliver(await seal())).toBe("None");
    expect(await deliver(underWay)).toBe("None");
  });

  test.each([true, false])("terms that the reader does not know have to be fetched (senders: %s)", async (senders) => {
    const stale = talk.context(talk.bob);
    later();
    await change(senders);
    const items = await seal();
    expect(await talk.accept(talk.b, items[0]!.bytes, stale)).toBe("TermsUnknown");
    expect(await deliver(items)).toBe("None");
  });

  test.each<[number, string]>([[0, "None"], [1, "TermsMismatch"]])(
    "nobody goes on under terms that were replaced: %i ms after the tolerance: %s", async (late, expected) => {
      const before = talk.context(talk.alice);
      await change(true);
      talk.clock.now += Cxe1Limits.clockTolerance + late;
      expect(await deliver(await seal(before))).toBe(expected);
    });

  test("a server cannot take terms back from a device that has seen newer ones", async () => {
    const before = [talk.context(talk.alice), talk.context(talk.bob)] as const;
    later();
    await change(true);
    await change(false);
    expect(await deliver(await seal())).toBe("None");
    later();
    // Both are told the old terms again, after a restart: the sender seals under the newer ones all the same.
    const items = await seal(before[0]);
    expect(await talk.accept(await talk.b.restarted(), items[0]!.bytes, before[1])).toBe("None");
    const epoch = parseEpoch(items[0]!.bytes);
    expect([epoch.senderTerms, epoch.recipientTerms])
      .toEqual([talk.alice.terms.at(-1)!.hash, talk.bob.terms.at(-1)!.hash]);
  });

  test.each([true, false])("another version in the place of a known one is a fork (senders: %s)", async (senders) => {
    const agent = senders ? talk.alice : talk.bob;
    const common = [...agent.terms];
    await change(senders);
    expect(await deliver(await seal())).toBe("None");
    agent.terms.splice(0, agent.terms.length, ...common);
    talk.clock.now++;
    await change(senders);
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("HistoryForked");
  });

  test("a connection that is made again starts new chains", async () => {
    await change(true);
    await change(false);
    expect(await deliver(await seal())).toBe("None");
    later();
    for (const agent of [talk.alice, talk.bob]) {
      agent.terms.length = 0;
      await change(agent === talk.alice);
    }
    const items = await seal();
    expect(await deliver(items)).toBe("None");
    expect(parseEpoch(items[0]!.bytes).senderTerms).toBe(talk.alice.terms[0]!.hash);
  });

  test("a message is judged by the terms of its epoch, also after its category was forbidden", async () => {
    const items = await seal();
    expect(await talk.accept(talk.b, items[0]!.bytes)).toBe("None");
    later();
    await talk.changeTerms(talk.bob, OwnerRead.askedOnly, []);
    expect((await talk.receive(talk.b, items[1]!.bytes)).error).toBe("None");
    expect(errorOf(await talk.trySeal(talk.a, "next"))).toBe("NotAllowed");
  });

  test("a reader that was away for forty changes opens what was sealed under any of them", async () => {
    expect(await deliver(await seal())).toBe("None");
    const underWay: Awaited<ReturnType<typeof seal>>[] = [];
    for (let version = 0; version < 40; version++) {
      await change(true);
      if (version % 10 === 5) underWay.push(await seal());
      talk.clock.now++;
    }
    for (const items of underWay) expect(await deliver(items)).toBe("None");
    expect(errorOf(await talk.trySeal(talk.b, "answer"))).toBe("None");
  });

  test("the newest thousand and twenty-four are remembered", async () => {
    for (let version = 0; version < Cxe1Limits.knownTerms + 5; version++) {
      await change(true);
      if (version % 500 === 499) expect(await deliver(await seal())).toBe("None");
      talk.clock.now++;
    }
    expect(await deliver(await seal())).toBe("None");
    const sizes = talk.b.store.rows(DeviceTable.knownTerms).map((row) => row.value.length);
    expect(sizes).toContain(Cxe1Limits.knownTerms * (talk.alice.terms.at(-1)!.bytes.length + 2));
    expect(sizes.length).toBe(2);
  });
});

describe("the chain of terms", () => {
  test("an offer of another invite, of nobody or for another connection is refused", async () => {
    const talk = await TestConversation.create();
    const [alice, bob] = [talk.alice.identity, talk.bob.identity];
    const now = talk.clock.now;
    const expected = { side: alice, peer: bob, connection: id("connection"), offers: talk.context(talk.alice).offers };
    const offer = talk.alice.terms[0]!;
    const verdict = async (terms: ConnectionTerms, changes = {}) =>
      errorOf(await extendTerms([], [terms], { ...expected, ...changes }, now));
    expect(await verdict(offer)).toBe("None");
    expect(await verdict(offer, { peer: undefined })).toBe("None");
    expect(await verdict(offer, { offers: [id("another")] })).toBe("WrongIdentity");
    expect(await verdict(offer, { offers: [] })).toBe("WrongIdentity");
    expect(await verdict(offer, { side: bob })).toBe("WrongIdentity");
    expect(await verdict(talk.bob.terms[0]!)).toBe("WrongIdentity");

    const fields = {
      connection: id("connection"), own: partyOf(alice), peer: partyOf(bob), created: now,
      ownerRead: OwnerRead.askedOnly, categories: [level("schedule", ConsentLevel.auto, ConsentLevel.auto)],
    };
    const terms = await ConnectionTerms.issue(talk.alice.oik, fields);
    expect(await verdict(terms)).toBe("None");
    expect(await verdict(terms, { peer: undefined })).toBe("WrongIdentity");
    expect(await verdict(terms, { connection: id("another") })).toBe("WrongIdentity");
    const forged = await ConnectionTerms.issue(await ed25519Key("mallory"), fields);
    expect(await verdict(forged)).toBe("SignatureInvalid");
    const early = await ConnectionTerms.issue(
      talk.alice.oik, { ...fields, created: now + Cxe1Limits.clockTolerance + 1 });
    expect(await verdict(early)).toBe("NotYetValid");
    await expect(ConnectionTerms.issue(talk.alice.oik, { ...fields, peer: NO_PARTY }, terms))
      .rejects.toThrow(RangeError);
  });

  test("a gap and an older creation are forks; what is known already is not checked again", async () => {
    const talk = await TestConversation.create();
    const expected = {
      side: talk.bob.identity, peer: talk.alice.identity, connection: id("connection"), offers: [],
    };
    const change = () => talk.changeTerms(talk.bob, OwnerRead.askedOnly, LEVELS);
    const first = talk.bob.terms[0]!;
    const second = await change();
    const third = await change();
    const { now } = talk.clock;
    expect(errorOf(await extendTerms([first], [third], expected, now))).toBe("HistoryForked");
    expect(errorOf(await extendTerms([first], [second, third], expected, now))).toBe("None");
    // Who knows none takes the oldest that it is given, of any version.
    expect(errorOf(await extendTerms([], [second, third], expected, now))).toBe("None");
    const known = [first, second];
    const again = await extendTerms(known, [first, second], { ...expected, side: talk.alice.identity }, now);
    expect(again.ok && again.value === known).toBe(true);
    talk.clock.now--;
    expect(errorOf(await extendTerms([third], [await change()], expected, now))).toBe("HistoryForked");
  });
});
