import { beforeEach, describe, expect, test } from "vitest";
import { fromHex } from "../../src/crypto/bytes.js";
import { OwnerSide } from "../../src/cxe1/consent/approval.js";
import { OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import { DeliveredMessage } from "../../src/cxe1/consent/deliveredMessage.js";
import { OwnerNote } from "../../src/cxe1/consent/ownerNote.js";
import { openNote } from "../../src/cxe1/device/prekeyShelf.js";
import { findSent, forgetSent } from "../../src/cxe1/device/sentMessages.js";
import { NackReason } from "../../src/cxe1/messages/nack.js";
import { openHistory } from "../../src/cxe1/owner/historyReader.js";
import {
  openOwnerVault,
  readOwnerLink,
  readOwnerVault,
  sealOwnerVault,
  toOwnerLink,
} from "../../src/cxe1/owner/ownerVault.js";
import { isAttack, OwnerViewer } from "../../src/cxe1/owner/ownerViewer.js";
import { Rewrap } from "../../src/cxe1/owner/rewrap.js";
import { safetyNumber, safetyNumberCode, showSafetyNumber } from "../../src/cxe1/owner/safetyNumber.js";
import { patched } from "./support/tampering.js";
import { collect, CONNECTION, errorOf, message, parseEnvelope, parseEpoch, TestConversation, valueOf } from
  "./support/testConversation.js";
import { digest, START } from "./support/testKeys.js";
import { sampleVault, SampleWorld } from "./support/testRecords.js";
import { resignEpoch, wrapAgain } from "./support/forgery.js";

describe("an owner", () => {
  let sample: SampleWorld;

  beforeEach(async () => {
    sample = await SampleWorld.create();
  });

  test("reads what its agent gets, before it is decided and afterwards", async () => {
    const opened = valueOf(await sample.openAsBobsOwner());
    for (const delivered of [sample.envelopeBytes, await sample.delivered()])
      expect(valueOf(await opened.read(delivered)).content.text).toBe("both must approve");
    expect([OwnerSide.sender, OwnerSide.recipient].map((side) => opened.needs(sample.envelope, side)))
      .toEqual([true, true]);
    const wrong = await sample.approve(OwnerSide.sender, { recipient: sample.talk.alice.identity.agent });
    expect(errorOf(await opened.read(DeliveredMessage.join(sample.envelopeBytes, [wrong])))).toBe("ApprovalInvalid");
    opened.dispose();
    await expect(opened.read(sample.envelopeBytes)).rejects.toThrow();
  });

  test("reads the form for its viewer, and an epoch of any age", async () => {
    const { talk, epoch } = sample;
    const index = epoch.entries.findIndex((entry) => entry.kind === 2 && entry.agent === talk.bob.identity.agent);
    const [own, peer] = await talk.directories(talk.bob);
    talk.clock.now += 365 * 86_400_000;
    const viewer = new OwnerViewer(talk.context(talk.bob), talk.bob.viewerKeys, talk.clock.read);
    expect(errorOf(await viewer.open(epoch.forReader(index), own, peer))).toBe("None");
    expect(errorOf(await viewer.open(epoch.forReader((index + 1) % 5), own, peer))).toBe("NotAReader");
  });

  test("whose key was destroyed reads nothing", async () => {
    const { talk } = sample;
    const viewer = new OwnerViewer(talk.context(talk.bob), talk.alice.viewerKeys, talk.clock.read);
    const [own, peer] = await talk.directories(talk.bob);
    expect(errorOf(await viewer.open(sample.record, own, peer))).toBe("PrekeyGone");
  });

  test("notices a wrap that does not open, and one of another secret, as an attack", async () => {
    const { talk, epoch } = sample;
    const index = epoch.entries.findIndex((entry) => entry.kind === 2 && entry.agent === talk.bob.identity.agent);
    const [own, peer] = await talk.directories(talk.bob);
    const judge = async (record: Uint8Array) => {
      const viewer = new OwnerViewer(talk.context(talk.bob), talk.bob.viewerKeys, talk.clock.read);
      return errorOf(await viewer.open(record, own, peer));
    };
    const start = epoch.header.length + 64 + index * 80;
    const broken = await resignEpoch(patched(sample.record, start, new Uint8Array(80)), talk.a.keys.dsk);
    expect(await judge(broken)).toBe("WrapInvalid");
    const ovk = talk.bob.viewers[0]!.ovk;
    const lie = await wrapAgain(sample.record, index, ovk, fromHex(digest("another secret")), talk.a.keys.dsk);
    expect(await judge(lie)).toBe("CommitmentMismatch");
    expect([isAttack("WrapInvalid"), isAttack("CommitmentMismatch"), isAttack("PrekeyGone")])
      .toEqual([true, true, false]);
  });

  test("compares the numbers of the epochs that it sees", async () => {
    const { talk } = sample;
    const viewer = new OwnerViewer(talk.context(talk.bob), talk.bob.viewerKeys, talk.clock.read);
    const [own, peer] = await talk.directories(talk.bob);
    const clone = await talk.a.cloned();
    talk.a.sender.dropEpoch();
    await talk.seal(talk.a, "second epoch");
    await talk.seal(clone, "second epoch of the clone");
    const [record] = await collect(talk.a);
    const [forked] = await collect(clone);
    expect(errorOf(await viewer.open(record!.bytes, own, peer))).toBe("None");
    expect(errorOf(await viewer.open(record!.bytes, own, peer))).toBe("None");
    expect(errorOf(await viewer.open(forked!.bytes, own, peer))).toBe("EpochFork");
  });
});

describe("history", () => {
  let sample: SampleWorld;
  let rewrap: Rewrap;

  beforeEach(async () => {
    sample = await SampleWorld.create();
    rewrap = await sample.rewrap();
  });

  const open = async (one: Rewrap, device = sample.talk.bob.devices[1]!) => {
    const { talk, record } = sample;
    const [own, peer] = await talk.directories(talk.bob);
    const request = { context: talk.context(talk.bob), record, rewrap: one, own, peer };
    return openHistory(device.store, device.keys, request, talk.clock.now);
  };

  test("a device reads an old epoch by its owner's re-wrap, and keeps no state of it", async () => {
    const device = sample.talk.bob.devices[1]!;
    const before = device.store.changes;
    const opened = valueOf(await open(rewrap));
    expect(valueOf(await opened.read(await sample.delivered())).content.text).toBe("both must approve");
    expect(errorOf(await opened.read(sample.envelopeBytes))).toBe("ApprovalMissing");
    expect(device.store.changes).toBe(before);
  });

  test("a re-wrap for another device, another wrap or another signer is refused", async () => {
    expect(errorOf(await open(rewrap, sample.talk.b))).toBe("NotAReader");
    const changed = (offset: number) => valueOf(Rewrap.parse(patched(rewrap.bytes, offset,
      Uint8Array.of(rewrap.bytes[offset]! ^ 1))));
    expect(errorOf(await open(changed(0)))).toBe("NotAReader");
    expect(errorOf(await open(changed(130)))).toBe("SignatureInvalid");
    expect(errorOf(await open(changed(161)))).toBe("SignatureInvalid");
    expect(errorOf(await open(changed(300)))).toBe("WrapInvalid");
  });
});

describe("a sealed note", () => {
  let sample: SampleWorld;
  let note: OwnerNote;

  beforeEach(async () => {
    sample = await SampleWorld.create();
    note = await OwnerNote.issue(sample.talk.bob.oik, {
      envelopeHash: sample.envelope.hash,
      connection: CONNECTION,
      agent: sample.talk.alice.identity.agent,
      side: OwnerSide.recipient,
      created: START,
      text: "Bitte ohne Namen",
    });
  });

  test("is opened by every device of the agent, for its message and from that owner only", async () => {
    const { talk, envelope } = sample;
    const sealed = await sample.sealNote(note);
    const expected = {
      envelopeHash: envelope.hash, connection: CONNECTION, side: OwnerSide.recipient, oik: talk.bob.identity.oik,
    };
    for (const { store, keys } of talk.alice.devices)
      expect(valueOf(await openNote(store, keys, sealed, expected)).text).toBe("Bitte ohne Namen");
    const { store, keys } = talk.a;
    const verdict = async (changes: object) =>
      errorOf(await openNote(store, keys, sealed, { ...expected, ...changes }));
    expect(await verdict({ envelopeHash: digest("another") })).toBe("CannotOpen");
    expect(await verdict({ connection: talk.a.keys.device })).toBe("WrongIdentity");
    expect(await verdict({ side: OwnerSide.sender })).toBe("WrongIdentity");
    expect(await verdict({ oik: talk.alice.identity.oik })).toBe("SignatureInvalid");
    expect(errorOf(await openNote(talk.b.store, talk.b.keys, sealed, expected))).toBe("NotAReader");
    const stranger = await talk.bob.devices[1]!.cloned();
    expect(errorOf(await openNote(stranger.store, keys, sealed, expected))).toBe("PrekeyGone");
  });

  test("has at most 1,024 bytes of well-formed text", async () => {
    const issue = (text: string) => OwnerNote.issue(sample.talk.bob.oik, { ...note, text });
    expect((await issue("é".repeat(512))).text).toBe("é".repeat(512));
    await expect(issue("é".repeat(512) + "a")).rejects.toThrow(RangeError);
    await expect(issue("a\ud800")).rejects.toThrow(RangeError);
  });
});

describe("a nack", () => {
  let talk: TestConversation;

  beforeEach(async () => {
    talk = await TestConversation.create({ bobDevices: 2 });
  });

  const answer = async (nack: Parameters<typeof talk.a.sender.answerNack>[1]) => {
    const [own, peer] = await talk.directories(talk.alice);
    return talk.a.sender.answerNack(talk.context(talk.alice), nack, own, peer);
  };

  test("has every text of the epoch sealed again once, and then given back", async () => {
    for (const text of ["1", "2"]) await talk.seal(talk.a, text);
    const [epoch] = await collect(talk.a);
    const context = talk.context(talk.bob);
    const nack = (await talk.b.receiver.nackFor(context, parseEpoch(epoch!.bytes).epochHash, undefined, "PrekeyGone"))!;
    const first = await answer(nack);
    expect([first.error, first.resealed.length, first.undelivered.length]).toEqual(["None", 2, 0]);
    expect((await answer(nack)).resealed).toEqual([]);
    const items = await collect(talk.a);
    expect(items.map((item) => item.isEpoch)).toEqual([true, false, false]);
    const again = parseEpoch(items[0]!.bytes).epochHash;
    const second = await answer((await talk.b.receiver.nackFor(context, again, undefined, "WrapInvalid"))!);
    expect(second.undelivered.map((one) => one.message.content.text)).toEqual(["1", "2"]);
    expect(second.undelivered[0]!.message.content).toEqual(message("1").content);
    // Until the application has forgotten them they are given again.
    for (const { envelopeHash } of second.undelivered) await forgetSent(talk.a.store, envelopeHash);
    expect((await answer((await talk.b.receiver.nackFor(context, again, undefined, "WrapInvalid"))!)).undelivered)
      .toEqual([]);
  });

  test("of one message has that one sealed again", async () => {
    for (const text of ["1", "2"]) await talk.seal(talk.a, text);
    const items = await collect(talk.a);
    const { hash, fields } = parseEnvelope(items[2]!.bytes);
    const nack = (await talk.b.receiver.nackFor(talk.context(talk.bob), fields.epochHash, hash, "KeyGone"))!;
    expect(nack.reason).toBe(NackReason.keyGone);
    expect((await answer(nack)).resealed.length).toBe(1);
    expect(await findSent(talk.a.store, hash)).toBeUndefined();
    const [record, envelope] = await collect(talk.a);
    expect(await talk.accept(talk.b, record!.bytes)).toBe("None");
    expect((await talk.receive(talk.b, envelope!.bytes)).message?.content).toEqual(message("2").content);
  });

  test("of another connection, an unlisted device or another key moves nothing", async () => {
    const sealed = await talk.seal(talk.a, "1");
    const epochHash = parseEnvelope(sealed.envelope.bytes).fields.epochHash;
    const context = talk.context(talk.bob);
    const other = { ...context, connection: talk.b.keys.device };
    expect((await answer((await talk.b.receiver.nackFor(other, epochHash, undefined, "KeyGone"))!)).error)
      .toBe("WrongIdentity");
    const mine = await talk.a.receiver.nackFor(context, epochHash, undefined, "KeyGone");
    expect((await answer(mine!)).error).toBe("WrongIdentity");
    const removed = talk.bob.devices.pop()!;
    await talk.bob.publishList();
    expect((await answer((await removed.receiver.nackFor(context, epochHash, undefined, "KeyGone"))!)).error)
      .toBe("DeviceNotListed");
    expect(await findSent(talk.a.store, sealed.envelopeHash)).toBeDefined();
  });

  test("is not made for what sealing again would not mend", async () => {
    for (const error of ["TermsUnknown", "DirectoryStale", "UnknownEpoch", "SignatureInvalid"] as const)
      expect(await talk.b.receiver.nackFor(talk.context(talk.bob), digest("epoch"), undefined, error)).toBeUndefined();
  });
});

describe("the owner's vault and the safety number", () => {
  test("a vault is opened by its passphrase from its link", { timeout: 120_000 }, async () => {
    const vault = valueOf(readOwnerVault(sampleVault()));
    expect(vault.agents.map((one) => one.name)).toEqual(["Zürich", ""].sort());
    const blob = await sealOwnerVault(vault, "correct horse", { memoryMiB: 64, passes: 2 });
    const link = toOwnerLink("https://cex.example/", blob);
    expect(link.startsWith("https://cex.example/owner#")).toBe(true);
    expect(readOwnerLink(link)).toEqual(blob);
    for (const wrong of ["https://cex.example/owner#", "/owner#AA", `${link}=`, `${link}A`.slice(0, -2) + "+"])
      expect(readOwnerLink(wrong)).toBeUndefined();
    expect(valueOf(await openOwnerVault(blob, "correct horse"))).toEqual(vault);
    expect(errorOf(await openOwnerVault(blob, "wrong horse"))).toBe("NotAuthentic");
  });

  test("the safety number is the same on both sides and another for other keys", async () => {
    const { alice, bob } = await TestConversation.create();
    const digits = safetyNumber(alice.identity, bob.identity);
    expect(digits).toMatch(/^\d{60}$/);
    expect(safetyNumber(bob.identity, alice.identity)).toBe(digits);
    expect(safetyNumber(alice.identity, { ...bob.identity, oik: alice.identity.oik })).not.toBe(digits);
    expect(showSafetyNumber(digits)).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(safetyNumberCode(digits)).toBe(`CXE1:${digits}`);
  });

  test("an owner who reads everything stands in every roster", async () => {
    const talk = await TestConversation.create({ aliceReads: OwnerRead.everything });
    await talk.seal(talk.a, "text");
    const [record] = await collect(talk.a);
    expect(parseEpoch(record!.bytes).entries.filter((entry) => entry.kind === 2).length).toBe(1);
    expect(await talk.accept(talk.b, record!.bytes)).toBe("None");
  });
});
