import {
  AgentCertificate,
  AgentDirectory,
  Approval,
  type Bytes32,
  checkTermsRecord,
  ConnectionTerms,
  ConnectProof,
  DeliveredMessage,
  DeviceCertificate,
  DeviceList,
  type DeviceStore,
  EnvelopeView,
  EpochView,
  Nack,
  openHistory,
  openNote,
  OwnerNote,
  OwnerSide,
  Prekey,
  type Result,
  Rewrap,
  Rotation,
  SealedNote,
  type SignedRecord,
  ViewerCertificate,
} from "../src/cxe1/index.js";
import { toHex } from "../src/crypto/index.js";
import { expectedOf } from "../src/cxe1/device/connectionContext.js";
import { readContent } from "../src/cxe1/messages/contentCodec.js";
import { readOwnerVault } from "../src/cxe1/owner/ownerVault.js";
import type { Device } from "./device.js";
import type { PublishedLine } from "./lines.js";
import { viewerOf } from "./owner.js";
import { bytesOf, type Party } from "./party.js";

/** Bytes of anybody, to be judged without leaving a trace. */
export interface CaseLine {
  /** What they claim to be, and who judges them. */
  readonly what: string;
  readonly bytes: string;

  /** What is judged with them: the rewrap beside an epoch, a message of it, the envelope's hash of a note. */
  readonly beside?: string | null;

  /** Who is said to have signed. */
  readonly signer?: Bytes32 | null;
}

interface Bench {
  readonly party: Party;
  readonly device: Device;
  readonly own: AgentDirectory;
  readonly peer: PublishedLine;

  /** The device's store, in which nothing is ever committed. */
  readonly store: DeviceStore;
}

type Verdict = (given: Uint8Array, beside: Uint8Array, signer: Bytes32, bench: Bench) => Promise<string>;

/** The verdict on each case: a refusal's name, or None and what else both languages must agree on. */
export async function judge(party: Party, peer: PublishedLine, cases: readonly CaseLine[]): Promise<string[]> {
  const device = party.devices[0];
  if (device === undefined) throw new Error("A device judges.");
  const bench = { party, device, own: await party.directory(), peer, store: withoutCommit(device.store) };
  const verdicts: string[] = [];
  for (const { what, bytes, beside, signer } of cases) {
    const verdict = VERDICTS[what];
    if (verdict === undefined) throw new Error(`Nobody judges ${what}.`);
    verdicts.push(await verdict(bytesOf(bytes), bytesOf(beside ?? ""), signer ?? "00".repeat(32), bench));
  }
  return verdicts;
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  agentCertificate: record((bytes) => AgentCertificate.parse(bytes)),
  deviceCertificate: record((bytes) => DeviceCertificate.parse(bytes)),
  deviceList: record((bytes) => DeviceList.parse(bytes)),
  viewerCertificate: record((bytes) => ViewerCertificate.parse(bytes)),
  prekey: record((bytes) => Prekey.parse(bytes)),
  terms: record((bytes) => ConnectionTerms.parse(bytes)),
  approval: record((bytes) => Approval.parse(bytes)),
  ownerNote: record((bytes) => OwnerNote.parse(bytes)),
  nack: record((bytes) => Nack.parse(bytes)),
  rewrap: record((bytes) => Rewrap.parse(bytes)),
  rotation: record((bytes) => Rotation.parse(bytes)),
  connectProof: record((bytes) => ConnectProof.parse(bytes)),

  sealedNote: async (bytes) => {
    const note = SealedNote.parse(bytes);
    return note.ok ? `None ${note.value.devices.join(" ")}` : note.error;
  },

  content: async (bytes) => {
    const content = readContent(bytes);
    return content.ok ? `None ${content.value.text}` : content.error;
  },

  vault: async (bytes) => {
    const vault = readOwnerVault(bytes);
    return vault.ok ? `None ${vault.value.owner} ${vault.value.origin}` : vault.error;
  },

  epochForm: async (bytes, _, signer) => {
    const epoch = EpochView.parse(bytes);
    if (!epoch.ok) return epoch.error;
    return `None ${epoch.value.epochHash} ${epoch.value.isComplete} ${await epoch.value.verifySignature(signer)}`;
  },

  envelope: async (bytes, _, signer) => {
    const envelope = EnvelopeView.parse(bytes);
    if (!envelope.ok) return envelope.error;
    const { hash } = envelope.value;
    return `None ${hash} ${envelope.value.ciphertextMatches()} ${await envelope.value.verifySignature(signer)}`;
  },

  delivered: async (bytes) => {
    const message = DeliveredMessage.parse(bytes);
    return message.ok ? `None ${message.value.approvals.length}` : message.error;
  },

  epoch: (bytes, _, __, { party, device, own, store }) =>
    device.receiverOn(store).acceptEpoch(party.context(), bytes, own, party.peer.directories[0]),

  message: async (bytes, _, __, { party, device, store }) => {
    const outcome = await device.receiverOn(store).receive(party.context(), bytes);
    return outcome.error === "None"
      ? `None ${outcome.isDuplicate} ${outcome.hasPredecessor} ${outcome.message?.content.text}`
      : outcome.error;
  },

  owner: async (bytes, beside, __, { party, own }) => {
    const opened = await viewerOf(party).open(bytes, own, party.peer.directories[0]);
    if (!opened.ok) return opened.error;
    const read = await opened.value.read(beside);
    opened.value.dispose();
    return read.ok ? `None None ${read.value.content.text}` : `None ${read.error}`;
  },

  history: async (bytes, beside, __, { party, device, own, store }) => {
    const rewrap = Rewrap.parse(beside);
    if (!rewrap.ok) return rewrap.error;
    const request = {
      context: party.context(), record: bytes, rewrap: rewrap.value, own, peer: party.peer.directories[0] };
    const opened = await openHistory(store, device.keys, request, party.surroundings.now);
    return opened.ok ? `None ${opened.value.epoch.epochHash}` : opened.error;
  },

  nackAnswer: async (bytes, _, __, { party, device, own, store }) => {
    const nack = Nack.parse(bytes);
    if (!nack.ok) return nack.error;
    const sender = device.senderOn(store);
    const outcome = await sender.answerNack(party.context(), nack.value, own, party.peer.directories[0]);
    return `${outcome.error} ${outcome.resealed.length} ${outcome.undelivered.length}`;
  },

  ownTerms: (bytes, _, __, bench) => nextTerms(bytes, bench, true),
  peerTerms: (bytes, _, __, bench) => nextTerms(bytes, bench, false),

  note: async (bytes, beside, signer, { party, device, store }) => {
    const note = SealedNote.parse(bytes);
    if (!note.ok) return note.error;
    const { connection } = party;
    const expected = { envelopeHash: toHex(beside), connection, side: OwnerSide.recipient, oik: signer };
    const opened = await openNote(store, device.keys, note.value, expected);
    return opened.ok ? `None ${opened.value.text}` : opened.error;
  },

  peerList: (bytes, _, __, bench) => directory(bench, { lists: DeviceList.parse(bytes) }),
  peerCertificate: (bytes, _, __, bench) => directory(bench, { certificates: DeviceCertificate.parse(bytes) }),
  peerPrekey: (bytes, _, __, bench) => directory(bench, { prekeys: Prekey.parse(bytes) }),
  peerViewer: (bytes, _, __, bench) => directory(bench, { viewers: ViewerCertificate.parse(bytes) }),
};

function record(parse: (bytes: Uint8Array) => Result<SignedRecord>): Verdict {
  return async (bytes, _, signer) => {
    const result = parse(bytes);
    return result.ok
      ? `None ${result.value.hash} ${await result.value.verifySignature(signer)}`
      : result.error;
  };
}

async function nextTerms(bytes: Uint8Array, { party }: Bench, own: boolean): Promise<string> {
  const terms = ConnectionTerms.parse(bytes);
  if (!terms.ok) return terms.error;
  const context = party.context();
  const known = own ? context.ownTerms : context.peerTerms;
  return checkTermsRecord(terms.value, expectedOf(context, own), known, party.surroundings.now);
}

/** The other side's directory with one more record. */
async function directory(
  { peer }: Bench,
  more: {
    readonly lists?: Result<DeviceList>;
    readonly certificates?: Result<DeviceCertificate>;
    readonly prekeys?: Result<Prekey>;
    readonly viewers?: Result<ViewerCertificate>;
  }): Promise<string> {
  for (const one of Object.values(more)) if (!one.ok) return one.error;
  const all = <T>(lines: readonly string[], parse: (bytes: Uint8Array) => Result<T>, added: Result<T> | undefined) =>
    [...lines.map((line) => parse(bytesOf(line))), ...(added === undefined ? [] : [added])]
      .flatMap((result) => (result.ok ? [result.value] : []));
  const verified = await AgentDirectory.verify(peer.identity, {
    lists: all(peer.lists, (bytes) => DeviceList.parse(bytes), more.lists),
    certificates: all(peer.certificates, (bytes) => DeviceCertificate.parse(bytes), more.certificates),
    prekeys: all(peer.prekeys, (bytes) => Prekey.parse(bytes), more.prekeys),
    viewers: all(peer.viewers, (bytes) => ViewerCertificate.parse(bytes), more.viewers),
  });
  return verified.ok ? "None" : verified.error;
}

/** A view of a store in which every transaction ends as if it had never been. */
function withoutCommit(store: DeviceStore): DeviceStore {
  return {
    begin: async () => {
      const transaction = await store.begin();
      return {
        get: (table, key) => transaction.get(table, key),
        put: (table, key, value) => transaction.put(table, key, value),
        delete: (table, key) => transaction.delete(table, key),
        scan: (table, prefix, limit) => transaction.scan(table, prefix, limit),
        commit: () => Promise.resolve(),
        end: () => transaction.end(),
      };
    },
  };
}
