import { describe, expect, test } from "vitest";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { DeviceKeys } from "../../src/cxe1/device/deviceKeys.js";
import { DeviceTable } from "../../src/cxe1/device/deviceStore.js";
import { pendingItems } from "../../src/cxe1/device/outbox.js";
import { withdrawFrom } from "../../src/cxe1/device/outboxWithdrawal.js";
import { missingOneTimePrekeys } from "../../src/cxe1/device/prekeyShelf.js";
import { forgetSent } from "../../src/cxe1/device/sentMessages.js";
import { rawPublicKey } from "../../src/cxe1/identity/agentIdentity.js";
import { DeviceCertificate } from "../../src/cxe1/identity/deviceCertificate.js";
import { Bucket, bucketForBody, ciphertextSize } from "../../src/cxe1/messages/bucket.js";
import { readContent, writeContent } from "../../src/cxe1/messages/contentCodec.js";
import { EnvelopeView } from "../../src/cxe1/messages/envelopeView.js";
import { pad, unpad } from "../../src/cxe1/messages/padding.js";
import { MemoryDeviceStore } from "./support/memoryDeviceStore.js";
import { patched } from "./support/tampering.js";
import { CONNECTION, errorOf, message, TestConversation, valueOf } from "./support/testConversation.js";
import { ed25519Key, id, START } from "./support/testKeys.js";
import type { TestDevice } from "./support/testAgent.js";

describe("a device's keys", () => {
  const certify = async (keys: DeviceKeys) => DeviceCertificate.issue(
    await ed25519Key("aik"), keys.agent, keys.device, keys.dskPublic, START, START + Cxe1Limits.day);
  const aik = async () => rawPublicKey(await ed25519Key("aik"));

  test("are the same after a restart", async () => {
    const store = new MemoryDeviceStore();
    const created = await DeviceKeys.create(store, id("agent"));
    expect(await created.acceptCertificate(store, await certify(created), await aik())).toBe("None");
    const loaded = await DeviceKeys.load(store);
    expect([loaded?.agent, loaded?.device, loaded?.dskPublic, loaded?.certificate?.hash])
      .toEqual([created.agent, created.device, created.dskPublic, created.certificate?.hash]);
  });

  test("are one a store, and an empty store holds none", async () => {
    const store = new MemoryDeviceStore();
    expect(await DeviceKeys.load(store)).toBeUndefined();
    await DeviceKeys.create(store, id("agent"));
    await expect(DeviceKeys.create(store, id("agent"))).rejects.toThrow();
  });

  test("that are kept elsewhere are not in the store, and it needs them to load", async () => {
    const store = new MemoryDeviceStore();
    const dsk = await ed25519Key("elsewhere");
    const created = await DeviceKeys.createWith(store, id("agent"), dsk);
    expect(store.rows(DeviceTable.identity)[0]!.value.subarray(32)).toEqual(new Uint8Array(32));
    await expect(DeviceKeys.load(store)).rejects.toThrow();
    expect((await DeviceKeys.load(store, dsk))?.device).toBe(created.device);
  });

  test("take the agent's certificate for this very device only", async () => {
    const store = new MemoryDeviceStore();
    const device = await DeviceKeys.create(store, id("agent"));
    const other = await DeviceKeys.create(new MemoryDeviceStore(), id("agent"));
    expect(await device.acceptCertificate(store, await certify(other), await aik())).toBe("WrongIdentity");
    const mallory = rawPublicKey(await ed25519Key("mallory"));
    expect(await device.acceptCertificate(store, await certify(device), mallory)).toBe("WrongIdentity");
    const { bytes } = await certify(device);
    const damaged = valueOf(DeviceCertificate.parse(patched(bytes, 176, Uint8Array.of(bytes[176]! ^ 1))));
    expect(await device.acceptCertificate(store, damaged, await aik())).toBe("SignatureInvalid");
    expect(device.certificate).toBeUndefined();
  });

  test("one-time prekeys are filled up to 100 once fewer than 25 are left", () => {
    expect([100, 25, 24, 0].map(missingOneTimePrekeys)).toEqual([0, 0, 76, 100]);
  });
});

describe("what the server refused", () => {
  const deliver = async (talk: TestConversation, from: TestDevice, reader: TestDevice): Promise<string[]> => {
    const texts: string[] = [];
    for (const item of await pendingItems(from.store, CONNECTION, Infinity)) {
      if (item.isEpoch) {
        expect(await talk.accept(reader, item.bytes)).toBe("None");
        continue;
      }
      const outcome = await talk.receive(reader, item.bytes);
      expect(outcome).toMatchObject({ error: "None", hasPredecessor: true });
      texts.push(outcome.message!.content.text);
    }
    return texts;
  };
  const texts = async (talk: TestConversation, from: number) =>
    (await withdrawFrom(talk.a.store, CONNECTION, from)).map((one) => one?.content.text);

  test("is taken back and sealed again under the same numbers, and opened", async () => {
    const talk = await TestConversation.create();
    await talk.exchange(talk.a, talk.b, "settled");
    const refused = [await talk.seal(talk.a, "one"), await talk.seal(talk.a, "two")];
    expect(await texts(talk, refused[0]!.sequence)).toEqual(["one", "two"]);
    expect(await pendingItems(talk.a.store, CONNECTION, 10)).toEqual([]);
    talk.a.sender.dropEpoch();
    const again = [await talk.seal(talk.a, "one"), await talk.seal(talk.a, "two")];
    expect(again.map((one) => one.sequence)).toEqual(refused.map((one) => one.sequence));
    expect(await deliver(talk, talk.a, talk.b)).toEqual(["one", "two"]);
  });

  test("leaves what is settled, and its successors follow that", async () => {
    const talk = await TestConversation.create();
    await talk.seal(talk.a, "settled");
    const refused = await talk.seal(talk.a, "refused");
    talk.a.sender.dropEpoch();
    await talk.seal(talk.a, "behind it, in another epoch");
    expect(await texts(talk, refused.sequence)).toEqual(["refused", "behind it, in another epoch"]);
    expect((await pendingItems(talk.a.store, CONNECTION, 10)).map((item) => item.isEpoch)).toEqual([true, false]);
    talk.a.sender.dropEpoch();
    await talk.seal(talk.a, "another under its number");
    expect(await deliver(talk, talk.a, talk.b)).toEqual(["settled", "another under its number"]);
  });

  test("keeps the place of a text that is gone, so that no other is taken for it", async () => {
    const talk = await TestConversation.create();
    const first = await talk.seal(talk.a, "forgotten");
    await talk.seal(talk.a, "kept");
    await forgetSent(talk.a.store, first.envelopeHash);
    expect(await texts(talk, first.sequence)).toEqual([undefined, "kept"]);
  });
});

describe("content", () => {
  const sample = {
    ...message("").content,
    subject: "Züri – 数",
    note: "for the owner",
    schemaId: "urn:example:slots",
    text: "{\"slots\":[1,2]}",
  };

  test("is read back as it was written, a byte order mark included", () => {
    for (const content of [sample, { ...sample, schemaId: null, text: "" }, { ...sample, text: "\ufefftext" }])
      expect(valueOf(readContent(valueOf(writeContent(content))))).toEqual(content);
  });

  test("that is no text or too long is refused", () => {
    expect(errorOf(writeContent({ ...sample, text: "a\ud800b" }))).toBe("InvalidText");
    expect(errorOf(writeContent({ ...sample, text: "a".repeat(65_536) }))).toBe("ContentTooLong");
    expect(errorOf(writeContent({ ...sample, subject: "a".repeat(257) }))).toBe("ContentTooLong");
    expect(errorOf(writeContent({ ...sample, note: "é".repeat(513) }))).toBe("ContentTooLong");
  });

  test("with a character that reaches over two fields is refused", () => {
    const body = valueOf(writeContent({ ...sample, subject: "é", note: "é" }));
    body[35] = 1;
    body[37] = 3;
    expect(errorOf(readContent(body))).toBe("InvalidText");
  });

  test.each([[0, 0], [236, 0], [237, 1], [65_516, 8], [65_517, -1]])(
    "a body of %i bytes takes bucket %i", (length, bucket) => {
      expect(bucketForBody(length)).toBe(bucket);
    });

  test("has one padding", () => {
    const padded = pad(new Uint8Array(300), 1);
    expect(padded.length).toBe(ciphertextSize(1) - 16);
    expect(unpad(padded, 1)?.length).toBe(300);
    expect(unpad(patched(padded, padded.length - 1, Uint8Array.of(1)), 1)).toBeUndefined();
    expect(unpad(pad(new Uint8Array(10), 1), 1)).toBeUndefined();
    expect(unpad(patched(padded, 0, Uint8Array.of(0xff)), 1)).toBeUndefined();
    expect(Bucket.maxBody + 20).toBe(Bucket.largestSize);
  });

  test("an envelope costs 403 bytes beyond it", () => {
    expect([EnvelopeView.overhead, EnvelopeView.minSize, EnvelopeView.maxSize]).toEqual([403, 643, 65_923]);
  });
});
