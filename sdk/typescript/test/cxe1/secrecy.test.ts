import { describe, expect, test } from "vitest";
import { fromHex, toHex, utf8 } from "../../src/crypto/bytes.js";
import { importAgreementKey } from "../../src/crypto/x25519.js";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { keyIdOf } from "../../src/cxe1/bytes/suite.js";
import { ConnectionSender } from "../../src/cxe1/device/connectionSender.js";
import { acknowledgeMessage } from "../../src/cxe1/device/inbox.js";
import { pendingItems } from "../../src/cxe1/device/outbox.js";
import { findSent } from "../../src/cxe1/device/sentMessages.js";
import { firstChainKey } from "../../src/cxe1/epochs/epochSecrets.js";
import type { EpochView } from "../../src/cxe1/epochs/epochView.js";
import { openWrap } from "../../src/cxe1/epochs/epochWrap.js";
import { rawPublicKey } from "../../src/cxe1/identity/agentIdentity.js";
import { PrekeyKind } from "../../src/cxe1/identity/prekey.js";
import type { EnvelopeView } from "../../src/cxe1/messages/envelopeView.js";
import { advance, keyAndNonceOf, messageKeyOf } from "../../src/cxe1/messages/messageKeys.js";
import { openMessage } from "../../src/cxe1/messages/messageOpener.js";
import { sealMessage } from "../../src/cxe1/messages/messageSealer.js";
import type { MemoryDeviceStore } from "./support/memoryDeviceStore.js";
import { SeededRandom } from "./support/tampering.js";
import { collect, CONNECTION, message, parseEnvelope, parseEpoch, TestConversation, valueOf } from
  "./support/testConversation.js";
import { HEADER } from "./support/testHeader.js";
import { digest, ed25519Key } from "./support/testKeys.js";

/**
 * Has a copy of everything that a device stores, and tries every 32 bytes of it as every kind of secret that a message
 * depends on. It also has every ciphertext.
 */
class Thief {
  readonly #candidates = new Set<string>();

  constructor(stolen: MemoryDeviceStore) {
    for (const { value } of stolen.rows())
      for (let start = 0; start + 32 <= value.length; start++)
        this.#candidates.add(toHex(value.subarray(start, start + 32)));
  }

  /** Whether any stolen bytes are a message key, chain key, epoch secret or prekey that opens it. */
  async opens(envelopeBytes: Uint8Array, record: Uint8Array): Promise<boolean> {
    const [envelope, epoch] = [parseEnvelope(envelopeBytes), parseEpoch(record)];
    for (const candidate of this.#candidates) if (await opensWith(fromHex(candidate), envelope, epoch)) return true;
    return false;
  }
}

async function opensWith(secret: Uint8Array, envelope: EnvelopeView, epoch: EpochView): Promise<boolean> {
  if (openMessage(envelope, secret).ok || opensWithChain(secret, envelope)) return true;
  if (opensWithChain(firstChainKey(secret, epoch.epochHash), envelope)) return true;
  const key = await importAgreementKey(secret);
  const keyId = keyIdOf(rawPublicKey(key));
  const index = epoch.entries.findIndex((entry) => entry.keyId === keyId);
  if (index < 0) return false;
  const epochSecret = await openWrap(key, epoch.headerHash, epoch.entryBytes(index), epoch.wrap(index)!);
  return epochSecret !== undefined && opensWithChain(firstChainKey(epochSecret, epoch.epochHash), envelope);
}

function opensWithChain(secret: Uint8Array, envelope: EnvelopeView): boolean {
  const chainKey = secret.slice();
  for (let steps = 0; steps <= envelope.fields.index; steps++) {
    if (openMessage(envelope, messageKeyOf(chainKey)).ok) return true;
    advance(chainKey);
  }
  return false;
}

describe("forward secrecy", () => {
  const timeout = 240_000;

  test("a stolen state opens no earlier message except by a kept prekey or a skipped key", { timeout }, async () => {
    const talk = await TestConversation.create();
    await talk.bob.addPrekeys(talk.b, PrekeyKind.oneTimePrekey);
    for (let n = 0; n < 4; n++) await talk.seal(talk.a, `message ${n}`);
    const [epoch, ...envelopes] = (await collect(talk.a)).map((item) => item.bytes);
    const beforeTheEpoch = new Thief(talk.b.store);
    expect(await talk.accept(talk.b, epoch!)).toBe("None");
    const beforeTheMessages = new Thief(talk.b.store);
    for (const n of [0, 2])
      await acknowledgeMessage(talk.b.store, (await talk.receive(talk.b, envelopes[n]!)).message!.envelopeHash);
    const afterTwo = new Thief(talk.b.store);
    const opened = async (thief: Thief) => Promise.all(envelopes.map((envelope) => thief.opens(envelope, epoch!)));
    // The thief is no straw man: with the state of the right time it opens everything.
    expect(await opened(beforeTheEpoch)).toEqual([true, true, true, true]);
    expect(await opened(beforeTheMessages)).toEqual([true, true, true, true]);
    expect(await opened(afterTwo)).toEqual([false, true, false, true]);
  });

  test("a sender's state opens nothing that it sent", { timeout }, async () => {
    const talk = await TestConversation.create();
    await talk.seal(talk.a, "text");
    const [epoch, envelope] = await collect(talk.a);
    expect(await new Thief(talk.a.store).opens(envelope!.bytes, epoch!.bytes)).toBe(false);
  });

  test("after the next turn a stolen state opens nothing new", { timeout }, async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "1");
    const thief = new Thief(talk.b.store);
    await talk.exchange(talk.b, talk.a, "the stolen device opens a new epoch");
    talk.clock.now += Cxe1Limits.replyEpochInterval;
    await talk.seal(talk.a, "the peer answers with its reply prekey");
    const [epoch, envelope] = await collect(talk.a);
    expect(await thief.opens(envelope!.bytes, epoch!.bytes)).toBe(false);
    expect(await new Thief(talk.b.store).opens(envelope!.bytes, epoch!.bytes)).toBe(true);
  });
});

describe("a copied or rolled-back sender", () => {
  test("never uses a key and nonce for two texts, even if its randomness repeats", { timeout: 120_000 }, async () => {
    const random = fromHex(digest("the same randomness in both clones"));
    const dsk = await ed25519Key("dsk");
    const used = new Set<string>();
    const withoutGuard = new Set<string>();
    const chainKey = fromHex(digest("chain key"));
    for (let n = 0; n < Cxe1Limits.messagesPerEpoch; n++) {
      for (const clone of ["first", "other"]) {
        const body = utf8(`${clone} clone's text ${n}`);
        const envelope = await sealMessage(chainKey, random, { ...HEADER, index: n }, body, dsk);
        used.add(toHex(keyAndNonceOf(messageKeyOf(chainKey), envelope.subarray(0, 291))));
        envelope.fill(0, 274, 290);
        withoutGuard.add(toHex(keyAndNonceOf(messageKeyOf(chainKey), envelope.subarray(0, 291))));
      }
      advance(chainKey);
    }
    // The check can fail: without the guard every second message would repeat its clone's key and nonce.
    expect([used.size, withoutGuard.size]).toEqual([200, 100]);
  });

  test("opens different epochs although its randomness repeats", async () => {
    const talk = await TestConversation.create();
    const [own, peer] = await talk.directories(talk.alice);
    const hashes = new Set<string>();
    for (const text of ["one", "two"]) {
      const store = talk.a.store.clone();
      const options = { clock: talk.clock.read, random: new SeededRandom(7).fill };
      const sender = new ConnectionSender(store, talk.a.keys, options);
      valueOf(await sender.seal(talk.context(talk.alice), message(text), own, peer));
      hashes.add(parseEpoch((await pendingItems(store, CONNECTION, 1))[0]!.bytes).epochHash);
    }
    expect(hashes.size).toBe(2);
  });

  test("all of whose randomness is repeatable makes the same bytes", async () => {
    const talk = await TestConversation.create();
    const [own, peer] = await talk.directories(talk.alice);
    const seal = async () => {
      const { fill: random } = new SeededRandom(7);
      const { fill: wrapRandom } = new SeededRandom(8);
      const sender = new ConnectionSender(
        talk.a.store.clone(), talk.a.keys, { clock: talk.clock.read, random, wrapRandom });
      return valueOf(await sender.seal(talk.context(talk.alice), message("text"), own, peer));
    };
    expect(await seal()).toEqual(await seal());
  });

  test("is noticed and still has its text", async () => {
    const talk = await TestConversation.create();
    const backup = await talk.a.cloned();
    await talk.exchange(talk.a, talk.b, "1");
    // Its first epoch number is taken, and in the next epoch its sequence and history are.
    const forked = await talk.seal(backup, "2");
    const items = await collect(backup);
    expect(await talk.accept(talk.b, items[0]!.bytes)).toBe("EpochFork");
    const second = valueOf(await talk.reseal(backup, forked.envelopeHash));
    const [epoch, envelope] = await collect(backup);
    expect(await talk.accept(talk.b, epoch!.bytes)).toBe("None");
    expect((await talk.receive(talk.b, envelope!.bytes)).error).toBe("HistoryForked");
    // So it has to enrol as a new device, and takes the text along.
    expect((await findSent(backup.store, second.envelopeHash))?.content).toEqual(message("2").content);
  });
});
