import { describe, expect, test } from "vitest";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { unacknowledgedMessages } from "../../src/cxe1/device/inbox.js";
import { DeviceTable } from "../../src/cxe1/device/deviceStore.js";
import { PrekeyKind } from "../../src/cxe1/identity/prekey.js";
import { stateKey } from "../../src/cxe1/device/stateKey.js";
import { OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import type { TestDevice } from "./support/testAgent.js";
import { collect, errorOf, message, parseEpoch, TestConversation, valueOf } from "./support/testConversation.js";
import { LEVELS } from "./support/testTerms.js";

describe("a conversation", () => {
  test("a message arrives as it was written", async () => {
    const talk = await TestConversation.create();
    const outcome = await talk.receive(talk.b, await talk.send(talk.a, "hello", talk.b));
    expect(outcome).toMatchObject({ error: "None", isDuplicate: false, hasPredecessor: true });
    expect(outcome.message?.content).toEqual(message("hello").content);
    expect(outcome.message?.header.senderAgent).toBe(talk.alice.identity.agent);
    expect(await unacknowledgedMessages(talk.b.store, 10)).toEqual([outcome.message]);
  });

  test("every device of both agents reads", async () => {
    const talk = await TestConversation.create({ aliceDevices: 3, bobDevices: 2 });
    const readers = [...talk.bob.devices, ...talk.alice.devices.slice(1)];
    const envelope = await talk.send(talk.a, "to all", ...readers);
    for (const reader of readers)
      expect((await talk.receive(reader, envelope)).message?.content.text).toBe("to all");
  });

  test("the form for one reader has the same hash and serves that reader only", async () => {
    const talk = await TestConversation.create({ aliceDevices: 2, bobDevices: 2 });
    await talk.seal(talk.a, "text");
    const complete = parseEpoch((await collect(talk.a))[0]!.bytes);
    const fresh = await Promise.all(talk.bob.devices.map((reader) => reader.cloned()));
    for (const [i, entry] of complete.entries.entries()) {
      const view = parseEpoch(complete.forReader(i));
      expect([view.isComplete, view.epochHash]).toEqual([false, complete.epochHash]);
      for (const [j, reader] of talk.bob.devices.entries())
        if (reader.keys.device === entry.device) expect(await talk.accept(reader, view.bytes)).toBe("None");
        else expect(await talk.accept(fresh[j]!, view.bytes)).toBe("NotAReader");
    }
  });

  test("messages of one epoch share its record", async () => {
    const talk = await TestConversation.create();
    expect((await talk.seal(talk.a, "1")).epoch).toBeDefined();
    expect((await talk.seal(talk.a, "2")).epoch).toBeUndefined();
    expect((await collect(talk.a)).map((item) => item.isEpoch)).toEqual([true, false, false]);
  });

  test("messages that are sealed at the same time get their own numbers in one epoch", async () => {
    const talk = await TestConversation.create();
    const sealed = await Promise.all(["1", "2", "3"].map((text) => talk.seal(talk.a, text)));
    expect(sealed.map((one) => one.sequence).sort()).toEqual([1, 2, 3]);
    expect(sealed.filter((one) => one.epoch !== undefined).length).toBe(1);
  });

  test("an epoch that is dropped while a message is being sealed is not used again", async () => {
    const talk = await TestConversation.create();
    await talk.seal(talk.a, "1");
    talk.a.store.whenCommitting = () => talk.a.sender.dropEpoch();
    await talk.seal(talk.a, "2");
    talk.a.store.whenCommitting = undefined;
    expect((await talk.seal(talk.a, "3")).epoch).toBeDefined();
    for (const item of await collect(talk.a))
      if (item.isEpoch) expect(await talk.accept(talk.b, item.bytes)).toBe("None");
      else expect((await talk.receive(talk.b, item.bytes)).error).toBe("None");
  });

  test("after one hundred messages a new epoch is opened", async () => {
    const talk = await TestConversation.create();
    for (let i = 0; i < 100; i++) expect((await talk.seal(talk.a, `${i}`)).epoch !== undefined).toBe(i === 0);
    expect((await talk.seal(talk.a, "100")).epoch).toBeDefined();
  });

  test("after sixty minutes a new epoch is opened", async () => {
    const talk = await TestConversation.create();
    await talk.seal(talk.a, "1");
    talk.clock.now += Cxe1Limits.epochLife - 1;
    expect((await talk.seal(talk.a, "2")).epoch).toBeUndefined();
    talk.clock.now += 1;
    expect((await talk.seal(talk.a, "3")).epoch).toBeDefined();
  });

  test("after a restart a new epoch is opened and the numbers go on", async () => {
    const talk = await TestConversation.create();
    const first = await talk.seal(talk.a, "1");
    const second = await talk.seal(await talk.a.restarted(), "2");
    expect(second.epoch).toBeDefined();
    expect([first.sequence, second.sequence]).toEqual([1, 2]);
    for (const item of await collect(talk.a))
      if (item.isEpoch) expect(await talk.accept(talk.b, item.bytes)).toBe("None");
      else expect((await talk.receive(talk.b, item.bytes)).error).toBe("None");
  });

  test("a clock that was set back ends the epoch", async () => {
    const talk = await TestConversation.create();
    talk.clock.now += 1;
    await talk.seal(talk.a, "1");
    talk.clock.now -= 1;
    expect((await talk.seal(talk.a, "2")).epoch).toBeDefined();
  });

  test("a new device, a new certificate and new terms each open a new epoch", async () => {
    const talk = await TestConversation.create();
    await talk.seal(talk.a, "1");
    await talk.bob.addDevice();
    await talk.bob.publishList();
    expect((await talk.seal(talk.a, "2")).epoch).toBeDefined();
    talk.clock.now++;
    await talk.alice.certify(talk.a);
    expect((await talk.seal(talk.a, "3")).epoch).toBeDefined();
    await talk.changeTerms(talk.bob, OwnerRead.askedOnly, LEVELS);
    expect((await talk.seal(talk.a, "4")).epoch).toBeDefined();
    expect((await talk.seal(talk.a, "5")).epoch).toBeUndefined();
  });

  test("an answer's reply prekey opens a new epoch after thirty seconds and is used once", async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "question");
    await talk.exchange(talk.b, talk.a, "answer");
    talk.clock.now += Cxe1Limits.replyEpochInterval - 1;
    expect((await talk.seal(talk.a, "too early")).epoch).toBeUndefined();
    talk.clock.now += 1;
    expect((await talk.seal(talk.a, "in time")).epoch).toBeDefined();
    talk.clock.now += Cxe1Limits.replyEpochInterval;
    expect((await talk.seal(talk.a, "no second key")).epoch).toBeUndefined();

    const epoch = parseEpoch((await collect(talk.a)).findLast((item) => item.isEpoch)!.bytes);
    const { keyId } = epoch.entries[0]!;
    expect(talk.bob.prekeys.map((prekey) => prekey.keyId)).not.toContain(keyId);
    expect(await talk.b.store.get(DeviceTable.prekeys, stateKey(keyId))).toBeDefined();
    expect(await talk.accept(talk.b, epoch.bytes)).toBe("None");
    expect(await talk.b.store.get(DeviceTable.prekeys, stateKey(keyId))).toBeUndefined();
  });

  test("a one-time prekey is preferred and used once", async () => {
    const talk = await TestConversation.create();
    const oneTime = await talk.bob.addPrekeys(talk.b, PrekeyKind.oneTimePrekey);
    const firstKeyOf = async (device: TestDevice) => {
      await talk.seal(device, "text");
      return parseEpoch((await collect(device))[0]!.bytes).entries[0]!.keyId;
    };
    expect(await firstKeyOf(await talk.a.restarted())).toBe(oneTime.keyId);
    expect(await firstKeyOf(await talk.a.restarted())).toBe(talk.bob.prekeys[0]!.keyId);
  });

  test("a reader without a valid key is a refusal", async () => {
    const talk = await TestConversation.create();
    talk.clock.now += Cxe1Limits.signedPrekeyLife;
    await talk.alice.certify(talk.a);
    await talk.bob.certify(talk.b);
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("RecipientKeysExpired");
    expect(await collect(talk.a)).toEqual([]);
  });

  test("a device whose own certificate is over seals nothing", async () => {
    const talk = await TestConversation.create();
    talk.clock.now += Cxe1Limits.deviceCertificateLife;
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("OwnCertificateInvalid");
  });

  test("an agent without devices has no readers", async () => {
    const talk = await TestConversation.create({ bobDevices: 0 });
    expect(errorOf(await talk.trySeal(talk.a, "text"))).toBe("NoReaders");
  });

  test("an older device list than the one seen is refused", async () => {
    const talk = await TestConversation.create();
    const old = await talk.bob.directory();
    await talk.bob.publishList();
    await talk.seal(talk.a, "text");
    const sealed = await talk.a.sender.seal(
      talk.context(talk.alice), message("text"), await talk.alice.directory(), old);
    expect(errorOf(sealed)).toBe("DirectoryStale");
  });

  test("what could not be opened is sealed again with the same logical id", async () => {
    const talk = await TestConversation.create();
    const lost = await talk.seal(talk.a, "again");
    await collect(talk.a);
    const second = valueOf(await talk.reseal(talk.a, lost.envelopeHash));
    expect(second.envelopeId).not.toBe(lost.envelopeId);
    const items = await collect(talk.a);
    expect(await talk.accept(talk.b, items[0]!.bytes)).toBe("None");
    expect((await talk.receive(talk.b, items[1]!.bytes)).message?.content).toEqual(message("again").content);
    expect(errorOf(await talk.reseal(talk.a, lost.envelopeHash))).toBe("KeyGone");
  });

  test("a value outside its range is the caller's error", async () => {
    const talk = await TestConversation.create();
    const [own, peer] = await talk.directories(talk.alice);
    for (const wrong of [{ timeToLive: 0 }, { timeToLive: 604_801 }, { hop: 9 }, { taint: 16 }, { budget: -1 }])
      await expect(talk.a.sender.seal(talk.context(talk.alice), { ...message("x"), ...wrong }, own, peer))
        .rejects.toThrow(RangeError);
  });
});
