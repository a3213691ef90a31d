import { describe, expect, test } from "vitest";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { unacknowledgedMessages } from "../../src/cxe1/device/inbox.js";
import { type OutboxItem, pendingItems } from "../../src/cxe1/device/outbox.js";
import { withdrawFrom } from "../../src/cxe1/device/outboxWithdrawal.js";
import { StoreFailure } from "./support/memoryDeviceStore.js";
import type { TestDevice } from "./support/testAgent.js";
import { collect, CONNECTION, TestConversation } from "./support/testConversation.js";

/** The store fails at every write in turn, and at the commit in both of its ways; then the device restarts. */
describe.each([false, true])("crashes, a failed commit being durable: %s", (failedCommitIsDurable) => {
  test("a receiver that crashes anywhere loses nothing and delivers once", { timeout: 120_000 }, async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "1");
    await talk.exchange(talk.b, talk.a, "2");
    talk.clock.now += Cxe1Limits.replyEpochInterval;
    await talk.seal(talk.a, "3");
    await talk.seal(talk.a, "4");
    const items = await collect(talk.a);
    expect(items.map((item) => item.isEpoch)).toEqual([true, false, false]);
    let crashes = 0;
    for (let failAfter = 0; ; failAfter++) {
      const device = await talk.b.cloned();
      Object.assign(device.store, { failAfter, failedCommitIsDurable });
      // Out of order, so that a key is skipped and then used.
      const crashed = await endsInFailure(() => deliver(talk, device, [items[0]!, items[2]!, items[1]!]));
      device.store.failAfter = undefined;
      await deliver(talk, await device.restarted(), items);
      const texts = (await unacknowledgedMessages(device.store, 10)).map((one) => one.content.text);
      expect(texts.sort()).toEqual(["1", "3", "4"]);
      if (!crashed) break;
      crashes++;
    }
    expect(crashes).toBeGreaterThan(20);
  });

  test("a sender that crashes anywhere neither loses nor repeats a number", { timeout: 120_000 }, async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "before");
    let crashes = 0;
    for (let failAfter = 0; ; failAfter++) {
      const sender = await talk.a.cloned();
      const reader = await talk.b.cloned();
      await talk.seal(sender, "in the epoch");
      Object.assign(sender.store, { failAfter, failedCommitIsDurable });
      const crashed = await endsInFailure(async () => {
        await talk.seal(sender, "one");
        sender.sender.dropEpoch();
        await talk.seal(sender, "two");
      });
      sender.store.failAfter = undefined;
      await talk.seal(sender, "after the crash");
      await talk.seal(await sender.restarted(), "after the restart");

      const sequences: number[] = [];
      const places = new Set<string>();
      for (const item of await collect(sender)) {
        if (item.isEpoch) {
          expect(await talk.accept(reader, item.bytes)).toBe("None");
          continue;
        }
        const outcome = await talk.receive(reader, item.bytes);
        expect(outcome).toMatchObject({ error: "None", hasPredecessor: true });
        const { sequence, epochHash, index } = outcome.message!.header;
        sequences.push(sequence);
        places.add(`${epochHash} ${index}`);
      }
      expect(sequences).toEqual(sequences.map((_, i) => i + 2));
      expect(places.size).toBe(sequences.length);
      if (!crashed) break;
      crashes++;
    }
    expect(crashes).toBeGreaterThan(5);
  });

  test("a crash while withdrawing takes back all or nothing", { timeout: 120_000 }, async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "settled");
    const refused = await talk.seal(talk.a, "one");
    await talk.seal(talk.a, "two");
    let crashes = 0;
    for (let failAfter = 0; ; failAfter++) {
      const device = await talk.a.cloned();
      const before = device.store.changes;
      Object.assign(device.store, { failAfter, failedCommitIsDurable });
      const crashed = await endsInFailure(() => withdrawFrom(device.store, CONNECTION, refused.sequence));
      device.store.failAfter = undefined;
      if (!crashed) break;
      crashes++;
      if (device.store.changes !== before) {
        expect(failedCommitIsDurable).toBe(true);
        expect(await pendingItems(device.store, CONNECTION, 10)).toEqual([]);
        continue;
      }
      await talk.seal(device, "three");
      const reader = await talk.b.cloned();
      await deliver(talk, reader, await collect(device));
      const texts = (await unacknowledgedMessages(reader.store, 10)).map((one) => one.content.text);
      expect(texts).toEqual(["settled", "one", "two", "three"]);
    }
    expect(crashes).toBeGreaterThanOrEqual(6);
  });
});

async function deliver(talk: TestConversation, device: TestDevice, items: readonly OutboxItem[]): Promise<void> {
  for (const item of items)
    if (item.isEpoch) expect(await talk.accept(device, item.bytes)).toBe("None");
    else expect((await talk.receive(device, item.bytes)).error).toBe("None");
}

/** Whether work ends in a failure of the store; another failure is passed on. */
async function endsInFailure(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof StoreFailure) return true;
    throw error;
  }
}
