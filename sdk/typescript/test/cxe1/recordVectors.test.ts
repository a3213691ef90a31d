import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../src/crypto/bytes.js";
import { importSigningKey } from "../../src/crypto/ed25519.js";
import { importAgreementKey } from "../../src/crypto/x25519.js";
import { Cxe1Limits } from "../../src/cxe1/bytes/cxe1Limits.js";
import { categoryId } from "../../src/cxe1/bytes/id.js";
import { keyIdOf } from "../../src/cxe1/bytes/suite.js";
import { ConsentLevel } from "../../src/cxe1/consent/categoryTerms.js";
import { ConnectionTerms, OwnerRead } from "../../src/cxe1/consent/connectionTerms.js";
import { commitmentOf, firstChainKey } from "../../src/cxe1/epochs/epochSecrets.js";
import { openWrap } from "../../src/cxe1/epochs/epochWrap.js";
import { AgentCertificate } from "../../src/cxe1/identity/agentCertificate.js";
import { hashOfPublicKey, rawPublicKey } from "../../src/cxe1/identity/agentIdentity.js";
import { ConnectProof } from "../../src/cxe1/identity/connectProof.js";
import { DeviceCertificate } from "../../src/cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../../src/cxe1/identity/deviceList.js";
import { Prekey, PrekeyKind } from "../../src/cxe1/identity/prekey.js";
import { ViewerCertificate } from "../../src/cxe1/identity/viewerCertificate.js";
import { bucketForBody } from "../../src/cxe1/messages/bucket.js";
import { writeContent } from "../../src/cxe1/messages/contentCodec.js";
import { EnvelopeView } from "../../src/cxe1/messages/envelopeView.js";
import { advance, messageKeyOf } from "../../src/cxe1/messages/messageKeys.js";
import { openMessage } from "../../src/cxe1/messages/messageOpener.js";
import { sealMessage } from "../../src/cxe1/messages/messageSealer.js";
import { readJson } from "../vectors/cxe1/formats.js";
import { HEADER } from "./support/testHeader.js";
import { patched } from "./support/tampering.js";
import { errorOf, message, parseEnvelope, parseEpoch, valueOf } from "./support/testConversation.js";
import { digest, ed25519Key, id, START, x25519Key } from "./support/testKeys.js";

type Texts = Readonly<Record<string, string>>;

/** The first files of protocol/vectors/cxe1, byte for byte. */
describe("the vectors of single records", () => {
  test("records are reproduced byte for byte", async () => {
    const expected = readJson<Texts>("cxe1", "records.json");
    const made = await makeRecords();
    for (const [name, bytes] of Object.entries(made)) expect(toHex(bytes), name).toBe(expected[name]);
    expect(expected["prekey id"]).toBe(keyIdOf(rawPublicKey(await x25519Key("spk"))));
  });

  test("a sealed message is reproduced byte for byte", async () => {
    const vector = readJson<Texts>("cxe1", "message.json");
    const content = {
      ...message("Grüße – 你好").content,
      subject: "Montag",
      note: "Note",
      schemaId: "urn:example:greeting",
    };
    const body = valueOf(writeContent(content));
    expect(toHex(body)).toBe(vector["body"]);
    const chainKey = fromHex(vector["chain key"]!);
    const dsk = await importSigningKey(fromHex(vector["dsk seed"]!));
    const header = { ...HEADER, bucket: bucketForBody(body.length) };
    const envelope = await sealMessage(chainKey, fromHex(vector["random"]!), header, body, dsk);
    expect(toHex(envelope)).toBe(vector["envelope"]);
    expect(parseEnvelope(envelope).hash).toBe(vector["envelope hash"]);
    expect(toHex(messageKeyOf(chainKey))).toBe(vector["message key"]);
    advance(chainKey);
    expect(toHex(chainKey)).toBe(vector["next chain key"]);
  });

  test("a recorded epoch opens to its secrets and its message", async () => {
    const vector = readJson<Texts>("cxe1", "epoch.json");
    const epoch = parseEpoch(fromHex(vector["record"]!));
    expect(epoch.epochHash).toBe(vector["epoch hash"]);
    expect(await epoch.verifySignature(vector["sender dsk public"]!)).toBe(true);
    const index = Number(vector["reader index"]);
    expect(toHex(epoch.forReader(index))).toBe(vector["form for reader"]);
    const prekey = await importAgreementKey(fromHex(vector["reader prekey private"]!));
    expect(epoch.entries[index]?.keyId).toBe(keyIdOf(rawPublicKey(prekey)));
    const secret = await openWrap(prekey, epoch.headerHash, epoch.entryBytes(index), epoch.wrap(index)!);
    expect(toHex(secret!)).toBe(vector["epoch secret"]);
    expect(commitmentOf(secret!, epoch.epochId)).toBe(epoch.commitment);
    const chainKey = firstChainKey(secret!, epoch.epochHash);
    expect(toHex(chainKey)).toBe(vector["first chain key"]);
    const envelope = parseEnvelope(fromHex(vector["envelope"]!));
    expect(toHex(valueOf(openMessage(envelope, messageKeyOf(chainKey))))).toBe(vector["body"]);
  });

  test("rejected envelopes are rejected for the stated reason", () => {
    const valid = fromHex(readJson<Texts>("cxe1", "message.json")["envelope"]!);
    const rejected = readJson<{ Offset: number; Bytes: string; Error: string }[]>("cxe1", "rejected-envelopes.json");
    expect(rejected.length).toBeGreaterThan(0);
    for (const { Offset, Bytes, Error } of rejected)
      expect(errorOf(EnvelopeView.parse(patched(valid, Offset, fromHex(Bytes)))), `${Offset} ${Bytes}`).toBe(Error);
  });
});

async function makeRecords(): Promise<Record<string, Uint8Array>> {
  const [oik, aik, dsk] = await Promise.all(["oik", "aik", "dsk"].map(ed25519Key)) as [
    Awaited<ReturnType<typeof ed25519Key>>,
    Awaited<ReturnType<typeof ed25519Key>>,
    Awaited<ReturnType<typeof ed25519Key>>,
  ];
  const [agent, device, peer] = [id("agent"), id("device"), id("peer")];
  const prekey = rawPublicKey(await x25519Key("spk"));
  const ovk = rawPublicKey(await x25519Key("ovk"));
  const first = await DeviceList.issue(aik, agent, START, [{ device, dsk: rawPublicKey(dsk), added: START }]);
  const two = [...first.devices, { device: peer, dsk: prekey, added: START + 1 }];
  const issuePrekey = async (kind: PrekeyKind) => (await Prekey.issue(dsk, agent, device, kind, prekey, START)).bytes;
  const end = START + Cxe1Limits.deviceCertificateLife;
  const terms = await ConnectionTerms.issue(oik, {
    connection: id("connection"),
    own: { agent, aikHash: hashOfPublicKey(aik), oikHash: hashOfPublicKey(oik) },
    peer: { agent: peer, aikHash: digest("peer aik"), oikHash: digest("peer oik") },
    created: START,
    ownerRead: OwnerRead.everything,
    categories: [
      { category: categoryId("schedule"), share: ConsentLevel.auto, receive: ConsentLevel.auto },
      { category: categoryId("health"), share: ConsentLevel.never, receive: ConsentLevel.ask },
    ],
  });
  const origin = ConnectProof.hashOfOrigin("https://cex.example");
  return {
    "agent certificate": (await AgentCertificate.issue(oik, agent, rawPublicKey(aik), START)).bytes,
    "device certificate": (await DeviceCertificate.issue(aik, agent, device, rawPublicKey(dsk), START, end)).bytes,
    "device list 1": first.bytes,
    "device list 2": (await DeviceList.issue(aik, agent, START + 1, two, first)).bytes,
    "viewer certificate":
      (await ViewerCertificate.issue(oik, device, ovk, START, START + Cxe1Limits.viewerLife)).bytes,
    "signed prekey": await issuePrekey(PrekeyKind.signedPrekey),
    "one-time prekey": await issuePrekey(PrekeyKind.oneTimePrekey),
    "reply prekey": await issuePrekey(PrekeyKind.replyPrekey),
    terms: terms.bytes,
    "connect proof": (await ConnectProof.issue(dsk, origin, agent, device, digest("nonce"), START)).bytes,
  };
}
