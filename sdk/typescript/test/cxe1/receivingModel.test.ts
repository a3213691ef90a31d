import { describe, expect, test } from "vitest";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { ZERO_BYTES32, ZERO_ID } from "../../src/cxe1/bytes/id.js";
import { DeviceTable, inTransaction } from "../../src/cxe1/device/deviceStore.js";
import { destroyExpired } from "../../src/cxe1/device/expiringState.js";
import { acknowledgeMessage, unacknowledgedMessages } from "../../src/cxe1/device/inbox.js";
import { ReceivingChain } from "../../src/cxe1/device/receivingChain.js";
import { skipKeys } from "../../src/cxe1/device/skippedKeys.js";
import { toHex } from "../../src/crypto/bytes.js";
import { SeededRandom } from "./support/tampering.js";
import { TestConversation } from "./support/testConversation.js";
import { digest, id, START } from "./support/testKeys.js";

describe("receiving", () => {
  test.each([1, 2, 3])("in any order and however often, every message arrives once (seed %i)", async (seed) => {
    const random = new SeededRandom(seed);
    const talk = await TestConversation.create();
    let sender = talk.a;
    const pool: Uint8Array[] = [];
    const arrived = new Map<string, number>();
    let sent = 0;
    const deliver = async (envelope: Uint8Array): Promise<void> => {
      const receiver = random.next(5) === 0 ? await talk.b.restarted() : talk.b;
      const outcome = await talk.receive(receiver, envelope);
      expect(outcome.error, `seed ${seed}`).toBe("None");
      if (outcome.isDuplicate) return;
      const { text } = outcome.message!.content;
      arrived.set(text, (arrived.get(text) ?? 0) + 1);
    };
    for (let step = 0; step < 300; step++) {
      const choice = random.next(10);
      if (choice < 4) pool.push(await talk.send(sender, `${sent++}`, talk.b));
      else if (choice < 9 && pool.length > 0) await deliver(pool[random.next(pool.length)]!);
      else if (random.next(20) === 0) sender = await sender.restarted();
      else
        for (const one of await unacknowledgedMessages(talk.b.store, 1 + random.next(4)))
          await acknowledgeMessage(talk.b.store, one.envelopeHash);
    }
    for (const envelope of pool) await deliver(envelope);
    expect([arrived.size, [...arrived.values()].every((times) => times === 1)], `seed ${seed}`).toEqual([sent, true]);
    expect(talk.b.store.rows(DeviceTable.skippedKeys)).toEqual([]);
  });

  test("a repeat is answered from the inbox until it is acknowledged", async () => {
    const talk = await TestConversation.create();
    const envelope = await talk.send(talk.a, "text", talk.b);
    const first = await talk.receive(talk.b, envelope);
    const second = await talk.receive(talk.b, envelope);
    await acknowledgeMessage(talk.b.store, first.message!.envelopeHash);
    const third = await talk.receive(talk.b, envelope);
    expect([second.isDuplicate, second.message]).toEqual([true, first.message]);
    expect([third.error, third.isDuplicate, third.message]).toEqual(["None", true, undefined]);
    expect(talk.b.store.rows(DeviceTable.inbox)).toEqual([]);
  });

  test("one envelope that is received twice at the same time is put into the inbox once", async () => {
    const talk = await TestConversation.create();
    const envelope = await talk.send(talk.a, "text", talk.b);
    const outcomes = await Promise.all([talk.receive(talk.b, envelope), talk.receive(talk.b, envelope)]);
    expect(outcomes.map((one) => one.isDuplicate).sort()).toEqual([false, true]);
    expect((await unacknowledgedMessages(talk.b.store, 10)).length).toBe(1);
  });

  test("a gap is told", async () => {
    const talk = await TestConversation.create();
    const first = await talk.send(talk.a, "1", talk.b);
    const second = await talk.send(talk.a, "2");
    expect((await talk.receive(talk.b, second)).hasPredecessor).toBe(false);
    expect((await talk.receive(talk.b, first)).hasPredecessor).toBe(true);
  });

  test("skipped keys are bounded and a connection loses its own first", { timeout: 120_000 }, async () => {
    const talk = await TestConversation.create();
    const signer = {
      connection: id("another connection"),
      senderAgent: ZERO_ID,
      senderDevice: ZERO_ID,
      dsk: ZERO_BYTES32,
      created: START,
      expiry: START + 1,
    };
    await inTransaction(talk.b.store, async (transaction) => {
      const other = new ReceivingChain(signer, new Uint8Array(32));
      await skipKeys(transaction, other, digest("epoch"), 90, START);
      await transaction.commit();
    });
    const late: Uint8Array[] = [];
    for (let epoch = 0; epoch < 11; epoch++) {
      talk.clock.now++;
      for (let n = 0; n < 99; n++) late.push(await talk.send(talk.a, `${epoch} ${n}`, talk.b));
      expect((await talk.receive(talk.b, await talk.send(talk.a, `${epoch} last`))).error).toBe("None");
    }
    const rows = talk.b.store.rows(DeviceTable.skippedKeys);
    expect(rows.length).toBe(Cxe1Limits.skippedKeys);
    expect(rows.filter((row) => toHex(row.key.subarray(0, 32)) === digest("epoch")).length).toBe(90);
    expect((await talk.receive(talk.b, late[0]!)).error).toBe("KeyGone");
    expect((await talk.receive(talk.b, late.at(-1)!)).error).toBe("None");
  });

  test("nothing is kept for longer than its time", async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "1");
    await talk.exchange(talk.b, talk.a, "2");
    await talk.send(talk.a, "3");
    await talk.receive(talk.b, await talk.send(talk.a, "4"));
    for (const one of await unacknowledgedMessages(talk.b.store, 10))
      await acknowledgeMessage(talk.b.store, one.envelopeHash);
    await destroyExpired(talk.b.store, talk.clock.now + 20 * Cxe1Limits.day);
    const { prekeys, chains, skippedKeys, inbox, sent, sentByEpoch, epochTerms, expiry } = DeviceTable;
    for (const table of [prekeys, chains, skippedKeys, inbox, sent, sentByEpoch, epochTerms, expiry])
      expect(talk.b.store.rows(table)).toEqual([]);
  });
});
