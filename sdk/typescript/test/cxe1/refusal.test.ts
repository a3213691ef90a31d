import { beforeEach, describe, expect, test } from "vitest";
import type { Cxe1Error } from "../../src/cxe1/bytes/cxe1Error.js";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { sha256Of } from "../../src/cxe1/bytes/id.js";
import { signDigest } from "../../src/cxe1/bytes/signatures.js";
import { WireWriter } from "../../src/cxe1/bytes/wireWriter.js";
import { destroyExpired } from "../../src/cxe1/device/expiringState.js";
import { ReaderKind } from "../../src/cxe1/epochs/rosterEntry.js";
import type { SigningKey } from "../../src/crypto/ed25519.js";
import { eachByte, eachTruncation, patched, SeededRandom } from "./support/tampering.js";
import { collect, parseEnvelope, parseEpoch, TestConversation } from "./support/testConversation.js";
import { digest, id, START } from "./support/testKeys.js";

/** Every refusal of an epoch and of a message, and that a refusal changes nothing. */
describe("refusals", () => {
  let talk: TestConversation;

  beforeEach(async () => {
    talk = await TestConversation.create({ aliceDevices: 2, bobDevices: 2 });
  });

  test("changing any byte of an epoch is refused and changes nothing", { timeout: 120_000 }, async () => {
    await talk.seal(talk.a, "text");
    const record = (await collect(talk.a))[0]!.bytes;
    const epoch = parseEpoch(record);
    const form = epoch.forReader(
      epoch.indexOf(talk.bob.identity.agent, talk.b.keys.device, ReaderKind.device));
    const [own, peer] = await talk.directories(talk.bob);
    const context = talk.context(talk.bob);
    const before = talk.b.store.changes;
    for (const original of [record, form])
      for (const copy of eachByte(original))
        expect(await talk.b.receiver.acceptEpoch(context, copy, own, peer)).not.toBe("None");
    for (const copy of eachTruncation(form))
      expect(await talk.b.receiver.acceptEpoch(context, copy, own, peer)).toBe("WrongLength");
    expect(talk.b.store.changes).toBe(before);
    expect(await talk.accept(talk.b, form)).toBe("None");
  });

  test("changing any byte of an envelope is refused and changes nothing", { timeout: 120_000 }, async () => {
    const envelope = await talk.send(talk.a, "text", talk.b);
    const before = talk.b.store.changes;
    for (const copy of [...eachByte(envelope), ...eachTruncation(envelope)])
      expect((await talk.receive(talk.b, copy)).error).not.toBe("None");
    expect(talk.b.store.changes).toBe(before);
    expect((await talk.receive(talk.b, envelope)).message?.content.text).toBe("text");
  });

  test("random bytes are refused and never throw", { timeout: 120_000 }, async () => {
    const seed = 20_260_101;
    const random = new SeededRandom(seed);
    await talk.seal(talk.a, "text");
    const items = await collect(talk.a);
    const [own, peer] = await talk.directories(talk.bob);
    const context = talk.context(talk.bob);
    for (let round = 0; round < 1_000; round++) {
      const isEpoch = random.next(2) === 0;
      const bytes = items[isEpoch ? 0 : 1]!.bytes.slice();
      // Runs of random bytes in real records reach deeper than random records.
      for (let run = 1 + random.next(3); run > 0; run--) {
        const start = random.next(bytes.length);
        random.fill(bytes.subarray(start, start + 1 + random.next(40)));
      }
      const error = isEpoch
        ? await talk.b.receiver.acceptEpoch(context, bytes, own, peer)
        : (await talk.b.receiver.receive(context, bytes)).error;
      expect(error, `seed ${seed}, round ${round}`).not.toBe("None");
    }
  });

  test("a message without its epoch is refused", async () => {
    expect((await talk.receive(talk.b, await talk.send(talk.a, "text"))).error).toBe("UnknownEpoch");
  });

  test("an epoch of another connection is refused", async () => {
    await talk.seal(talk.a, "text");
    const epoch = (await collect(talk.a))[0]!.bytes;
    const other = { ...talk.context(talk.bob), connection: id("another connection") };
    expect(await talk.accept(talk.b, epoch, other)).toBe("WrongIdentity");
  });

  test("an epoch from the future or the distant past is refused", async () => {
    await talk.seal(talk.a, "text");
    const epoch = (await collect(talk.a))[0]!.bytes;
    talk.clock.now -= Cxe1Limits.clockTolerance + 1;
    expect(await talk.accept(talk.b, epoch)).toBe("NotYetValid");
    talk.clock.now = START + Cxe1Limits.receivingStateKept;
    expect(await talk.accept(talk.b, epoch)).toBe("Expired");
    talk.clock.now -= 1;
    expect(await talk.accept(talk.b, epoch)).toBe("None");
  });

  test("a second epoch with the same number is a fork", async () => {
    const clone = await talk.a.cloned();
    await talk.send(talk.a, "first", talk.b);
    await talk.seal(clone, "second");
    expect(await talk.accept(talk.b, (await collect(clone))[0]!.bytes)).toBe("EpochFork");
  });

  test("a destroyed epoch is not opened again", async () => {
    await talk.seal(talk.a, "text");
    const items = await collect(talk.a);
    expect(await talk.accept(talk.b, items[0]!.bytes)).toBe("None");
    expect((await talk.receive(talk.b, items[1]!.bytes)).error).toBe("None");
    talk.clock.now += Cxe1Limits.receivingStateKept;
    await destroyExpired(talk.b.store, talk.clock.now);
    expect((await talk.receive(talk.b, items[1]!.bytes)).error).toBe("UnknownEpoch");
    talk.clock.now -= Cxe1Limits.day;
    expect(await talk.accept(talk.b, items[0]!.bytes)).toBe("Expired");
  });

  test("an epoch for a destroyed prekey is refused", async () => {
    await talk.seal(talk.a, "text");
    const epoch = (await collect(talk.a))[0]!.bytes;
    await destroyExpired(talk.b.store, START + Cxe1Limits.signedPrekeyLife + Cxe1Limits.signedPrekeyGrace);
    expect(await talk.accept(talk.b, epoch)).toBe("PrekeyGone");
  });

  test("another reader who knows the secret cannot write in the sender's name", async () => {
    const envelope = await talk.send(talk.a, "text", talk.b);
    const forged = await signed(envelope, talk.bob.devices[1]!.keys.dsk);
    expect((await talk.receive(talk.b, forged)).error).toBe("SignatureInvalid");
  });

  test.each<[number, Cxe1Error]>([
    [20, "WrongSender"],
    [36, "WrongSender"],
    [52, "WrongSender"],
    [68, "WrongRecipient"],
    [84, "UnknownEpoch"],
    [128, "NotAllowed"],
    [147, "ConsentMismatch"],
    [156, "CannotOpen"],
    [202, "HistoryForked"],
    [274, "CannotOpen"],
    [291, "CiphertextMismatch"],
    [400, "CiphertextMismatch"],
  ])("a signed header that does not fit at %i is refused: %s", async (offset, expected) => {
    const envelope = await talk.send(talk.a, "text", talk.b);
    envelope[offset]! ^= 1;
    expect((await talk.receive(talk.b, await signed(envelope, talk.a.keys.dsk))).error).toBe(expected);
  });

  test("a message outside its epoch's life is refused", async () => {
    const envelope = await talk.send(talk.a, "text", talk.b);
    for (const created of [START - 1, START + Cxe1Limits.epochLife]) {
      new WireWriter(envelope.subarray(149, 157)).uint53(created);
      expect((await talk.receive(talk.b, await signed(envelope, talk.a.keys.dsk))).error).toBe("OutsideEpoch");
    }
  });

  test("a sequence of which another envelope is known is refused", async () => {
    const context = talk.context(talk.bob);
    const envelope = await talk.send(talk.a, "text", talk.b);
    const stub = digest("another envelope");
    const { agent, device } = talk.a.keys;
    expect(await talk.b.receiver.noteWithheld(context, agent, device, 1, stub)).toBe("None");
    expect((await talk.receive(talk.b, envelope)).error).toBe("SequenceReused");
  });

  test("a predecessor that was withheld is checked by its hash", async () => {
    const context = talk.context(talk.bob);
    const { agent, device } = talk.a.keys;
    const withheld = await talk.send(talk.a, "withheld", talk.b);
    const next = await talk.send(talk.a, "next");
    const liar = await talk.b.cloned();
    await liar.receiver.noteWithheld(context, agent, device, 1, digest("a lie"));
    expect((await talk.receive(liar, next)).error).toBe("HistoryForked");
    await talk.b.receiver.noteWithheld(context, agent, device, 1, parseEnvelope(withheld).hash);
    expect((await talk.receive(talk.b, next)).hasPredecessor).toBe(true);
    expect((await talk.receive(talk.b, withheld)).message?.content.text).toBe("withheld");
  });
});

async function signed(envelope: Uint8Array, dsk: SigningKey): Promise<Uint8Array> {
  return patched(envelope, 323, await signDigest(dsk, "msg", sha256Of(envelope.subarray(0, 323))));
}
