import { Cxe1Limits } from "../../../src/cxe1/bytes/cxe1Limits.js";
import { ZERO_BYTES32 } from "../../../src/cxe1/bytes/id.js";
import { Approval, ApprovalDecision, OwnerSide } from "../../../src/cxe1/consent/approval.js";
import { DeliveredMessage } from "../../../src/cxe1/consent/deliveredMessage.js";
import { OwnerNote } from "../../../src/cxe1/consent/ownerNote.js";
import { SealedNote } from "../../../src/cxe1/consent/sealedNote.js";
import { ReaderKind } from "../../../src/cxe1/epochs/rosterEntry.js";
import { AgentCertificate } from "../../../src/cxe1/identity/agentCertificate.js";
import { ConnectProof } from "../../../src/cxe1/identity/connectProof.js";
import { PrekeyKind } from "../../../src/cxe1/identity/prekey.js";
import { Rotation } from "../../../src/cxe1/identity/rotation.js";
import { writeContent } from "../../../src/cxe1/messages/contentCodec.js";
import type { EnvelopeView } from "../../../src/cxe1/messages/envelopeView.js";
import { Nack, NackReason } from "../../../src/cxe1/messages/nack.js";
import { pad } from "../../../src/cxe1/messages/padding.js";
import { OwnerViewer } from "../../../src/cxe1/owner/ownerViewer.js";
import { writeOwnerVault } from "../../../src/cxe1/owner/ownerVault.js";
import type { EpochView } from "../../../src/cxe1/epochs/epochView.js";
import type { SigningKey } from "../../../src/crypto/ed25519.js";
import { rawPublicKey } from "../../../src/cxe1/identity/agentIdentity.js";
import { bucketForBody } from "../../../src/cxe1/messages/bucket.js";
import { OwnerRead } from "../../../src/cxe1/consent/connectionTerms.js";
import { collect, CONNECTION, message, parseEnvelope, parseEpoch, TestConversation, valueOf } from "./testConversation.js";

import { digest, ed25519Key, id, seed, START } from "./testKeys.js";
import { TestCategory } from "./testTerms.js";

/** One canonical record of a kind of protocol/vectors/README.md, and who signed it. */
export interface SampleRecord {
  readonly name: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly signer?: string;
}

/** A conversation in which both owners read, with one message that both must approve. */
export class SampleWorld {
  private constructor(
    readonly talk: TestConversation,
    readonly record: Uint8Array,
    readonly envelopeBytes: Uint8Array) {}

  static async create(): Promise<SampleWorld> {
    const talk = await TestConversation.create({
      aliceDevices: 2, bobDevices: 2, aliceReads: OwnerRead.everything, bobReads: OwnerRead.everything,
    });
    await talk.bob.addPrekeys(talk.b, PrekeyKind.oneTimePrekey);
    await talk.seal(talk.a, "both must approve", TestCategory.askBoth);
    const items = await collect(talk.a);
    return new SampleWorld(talk, items[0]!.bytes, items[1]!.bytes);
  }

  get epoch(): EpochView {
    return parseEpoch(this.record);
  }

  get envelope(): EnvelopeView {
    return parseEnvelope(this.envelopeBytes);
  }

  approve(side: OwnerSide, changes: Partial<Approval> = {}, oik?: SigningKey): Promise<Approval> {
    const { talk, epoch, envelope } = this;
    return Approval.issue(oik ?? (side === OwnerSide.sender ? talk.alice.oik : talk.bob.oik), {
      envelopeHash: envelope.hash,
      epochHash: epoch.epochHash,
      connection: CONNECTION,
      recipient: talk.bob.identity.agent,
      side,
      senderTerms: epoch.senderTerms,
      recipientTerms: epoch.recipientTerms,
      decision: ApprovalDecision.approve,
      expiry: envelope.end,
      nonce: id(`nonce ${side}`),
      ...changes,
    });
  }

  async delivered(): Promise<Uint8Array> {
    const approvals = [await this.approve(OwnerSide.sender), await this.approve(OwnerSide.recipient)];
    return DeliveredMessage.join(this.envelopeBytes, approvals);
  }

  /** One record of every kind. */
  async records(): Promise<SampleRecord[]> {
    const { talk, epoch, envelope } = this;
    const { alice, bob } = talk;
    const [oik, aik] = [alice.identity.oik, alice.identity.aik];
    const dsk = talk.a.keys.dskPublic;
    const spk = bob.prekeys.find((one) => one.device === talk.b.keys.device && one.kind === PrekeyKind.signedPrekey)!;
    const opk = bob.prekeys.find((one) => one.kind === PrekeyKind.oneTimePrekey)!;
    const note = await OwnerNote.issue(bob.oik, {
      envelopeHash: envelope.hash,
      connection: CONNECTION,
      agent: alice.identity.agent,
      side: OwnerSide.recipient,
      created: START,
      text: "Bitte ohne Namen – 谢谢",
    });
    const body = valueOf(writeContent({ ...message("Grüße").content, subject: "Montag", note: "é", schemaId: "urn:x" }));
    const certificate = await AgentCertificate.issue(alice.oik, alice.identity.agent, aik, START);
    const rotation = await Rotation.ofAgent(alice.aik, alice.identity.agent, rawPublicKey(await ed25519Key("new")), START);
    const proof = await ConnectProof.issue(
      talk.a.keys.dsk, ConnectProof.hashOfOrigin("https://cex.example"), alice.identity.agent, talk.a.keys.device,
      digest("nonce"), START);
    const index = epoch.indexOf(bob.identity.agent, talk.b.keys.device, ReaderKind.device);
    return [
      { name: "agent certificate", kind: "agent-certificate", bytes: certificate.bytes, signer: oik },
      { name: "device certificate", kind: "device-certificate", bytes: alice.certificates[0]!.bytes, signer: aik },
      { name: "device list", kind: "device-list", bytes: alice.lists[0]!.bytes, signer: aik },
      { name: "viewer certificate", kind: "viewer-certificate", bytes: alice.viewers[0]!.bytes, signer: oik },
      { name: "signed prekey", kind: "prekey", bytes: spk.bytes, signer: talk.b.keys.dskPublic },
      { name: "one-time prekey", kind: "prekey", bytes: opk.bytes, signer: talk.b.keys.dskPublic },
      { name: "rotation", kind: "rotation", bytes: rotation.bytes, signer: aik },
      { name: "offer", kind: "terms", bytes: alice.terms[0]!.bytes, signer: oik },
      { name: "terms", kind: "terms", bytes: bob.terms[0]!.bytes, signer: bob.identity.oik },
      { name: "approval", kind: "approval", bytes: (await this.approve(OwnerSide.sender)).bytes, signer: oik },
      { name: "owner note", kind: "owner-note", bytes: note.bytes, signer: bob.identity.oik },
      { name: "sealed note", kind: "sealed-note", bytes: (await this.sealNote(note)).bytes },
      { name: "nack", kind: "nack", bytes: (await this.nack()).bytes, signer: talk.b.keys.dskPublic },
      { name: "re-wrap", kind: "rewrap", bytes: (await this.rewrap()).bytes, signer: bob.identity.oik },
      { name: "connect proof", kind: "connect", bytes: proof.bytes, signer: dsk },
      { name: "vault", kind: "vault-content", bytes: sampleVault() },
      { name: "body", kind: "body", bytes: body },
      { name: "padded", kind: "padded", bytes: pad(body, bucketForBody(body.length)) },
      { name: "epoch", kind: "epoch", bytes: this.record, signer: dsk },
      { name: "epoch for one reader", kind: "epoch", bytes: epoch.forReader(index), signer: dsk },
      { name: "envelope", kind: "envelope", bytes: this.envelopeBytes, signer: dsk },
      { name: "delivered", kind: "delivered", bytes: await this.delivered(), signer: dsk },
    ];
  }

  async sealNote(note: OwnerNote): Promise<SealedNote> {
    return SealedNote.seal(note, (await this.talk.alice.directory()).signedPrekeys(this.talk.clock.now));
  }

  nack(reason: NackReason = NackReason.prekeyGone, envelopeHash = ZERO_BYTES32): Promise<Nack> {
    const { agent, device, dsk } = this.talk.b.keys;
    const { epochHash } = this.epoch;
    return Nack.issue(dsk, { agent, device, connection: CONNECTION, epochHash, envelopeHash, reason, created: START });
  }

  async openAsBobsOwner() {
    const { talk } = this;
    const viewer = new OwnerViewer(talk.context(talk.bob), talk.bob.viewerKeys, talk.clock.read);
    const [own, peer] = await talk.directories(talk.bob);
    return viewer.open(this.record, own, peer);
  }

  /** For Bob's second device. */
  async rewrap() {
    const { bob, clock } = this.talk;
    const opened = valueOf(await this.openAsBobsOwner());
    const spk = (await bob.directory()).signedPrekey(bob.devices[1]!.keys.device, clock.now)!;
    return opened.rewrap(bob.oik, spk);
  }
}

export function sampleVault(): Uint8Array {
  return writeOwnerVault({
    owner: id("owner"),
    oik: seed("vault oik"),
    origin: "https://cex.example",
    viewers: [{
      viewer: id("viewer"), ovk: seed("vault ovk"), notBefore: START, notAfter: START + Cxe1Limits.viewerLife,
    }],
    agents: [
      { agent: id("agent b"), aik: seed("vault aik b"), name: "Zürich" },
      { agent: id("agent a"), aik: seed("vault aik a"), name: "" },
    ],
  });
}

