import { randomBytes } from "../src/crypto/index.js";
import {
  Approval,
  type ApprovalDecision,
  type Bytes32,
  DeliveredMessage,
  EnvelopeView,
  EpochView,
  nextId,
  openOwnerVault,
  OwnerNote,
  type OwnerSide,
  OwnerViewer,
  readOwnerLink,
  SealedNote,
  sealOwnerVault,
  toOwnerLink,
  type VaultViewer,
} from "../src/cxe1/index.js";
import type { OpenedEpoch } from "../src/cxe1/index.js";
import { toBase64Url } from "../src/wire/index.js";
import { messageLine } from "./device.js";
import type { ItemLine, ReadLine, ViewerLine } from "./lines.js";
import { bytesOf, parsed, type Party } from "./party.js";

// What an owner does: decide, read along, let a new device read history, tell an agent something, keep its vault.

/** What an owner decides about one message. */
export interface DecisionLine {
  readonly envelope: string;
  readonly epoch: string;
  readonly side: OwnerSide;
  readonly decision: ApprovalDecision;

  /** Unix milliseconds; null for the message's end. */
  readonly expiry?: number | null;
}

export async function approve(party: Party, decisions: readonly DecisionLine[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { envelope: envelopeBytes, epoch: epochBytes, side, decision, expiry } of decisions) {
    const envelope = parsed(EnvelopeView.parse(bytesOf(envelopeBytes)));
    const epoch = parsed(EpochView.parse(bytesOf(epochBytes)));
    const approval = await Approval.issue(party.oik, {
      envelopeHash: envelope.hash,
      epochHash: epoch.epochHash,
      connection: envelope.fields.connection,
      recipient: envelope.fields.recipientAgent,
      side,
      senderTerms: epoch.senderTerms,
      recipientTerms: epoch.recipientTerms,
      decision,
      expiry: expiry ?? envelope.end,
      nonce: nextId(party.surroundings.random),
    });
    lines.push(toBase64Url(approval.bytes));
  }
  return lines;
}

/** A viewer of the connection with all the owner's keys. */
export function viewerOf(party: Party): OwnerViewer {
  return new OwnerViewer(party.context(), party.viewers.map(({ key }) => key), () => party.surroundings.now);
}

/** Opens epochs and reads messages, in this order. */
export async function readAsOwner(party: Party, items: readonly ItemLine[]): Promise<ReadLine[]> {
  const [viewer, own] = [viewerOf(party), await party.directory()];
  const opened = new Map<string, OpenedEpoch>();
  const lines: ReadLine[] = [];
  for (const { epoch, message } of items) {
    if (epoch) {
      const result = await viewer.open(bytesOf(epoch), own, party.peer.directories[0]);
      if (result.ok) opened.set(result.value.epoch.epochHash, result.value);
      lines.push({ error: result.ok ? "None" : result.error });
      continue;
    }
    const bytes = bytesOf(message ?? "");
    const read = await opened.get(epochHashOf(bytes))?.read(bytes);
    if (read === undefined) lines.push({ error: "UnknownEpoch" });
    else lines.push(read.ok ? { error: "None", message: messageLine(read.value) } : { error: read.error });
  }
  for (const one of opened.values()) one.dispose();
  return lines;
}

/** Wraps an epoch for the device of the own agent whose signed prekey its directory holds. */
export async function rewrap(party: Party, epoch: string, device: string): Promise<string> {
  const own = await party.directory();
  const prekey = own.signedPrekey(device, party.surroundings.now);
  if (prekey === undefined) throw new Error("The device has no signed prekey.");
  const opened = parsed(await viewerOf(party).open(bytesOf(epoch), own, party.peer.directories[0]));
  const record = await opened.rewrap(party.oik, prekey, party.surroundings.random);
  opened.dispose();
  return toBase64Url(record.bytes);
}

/** @param toPeer Whether it speaks to the other side's agent. */
export async function sealNote(
  party: Party, envelopeHash: Bytes32, side: OwnerSide, toPeer: boolean, text: string): Promise<string> {
  const { now, random } = party.surroundings;
  const directory = toPeer ? party.peer.directories[0] : await party.directory();
  const note = await OwnerNote.issue(party.oik, {
    envelopeHash,
    connection: party.connection,
    agent: directory.identity.agent,
    side,
    created: now,
    text,
  });
  return toBase64Url((await SealedNote.seal(note, directory.signedPrekeys(now), random)).bytes);
}

/** What a vault holds, with keys as base64url. */
export interface VaultLine {
  readonly owner: string;
  readonly oik: string;
  readonly origin: string;
  readonly viewers: readonly ViewerLine[];
  readonly agents: readonly { readonly agent: string; readonly aik: string; readonly name: string }[];
}

/** The vault as a link. */
export async function sealVault(
  party: Party, owner: string, origin: string, name: string, passphrase: string): Promise<string> {
  const { seeds, identity } = party;
  const viewers: VaultViewer[] = party.viewers.map(({ viewer, ovk, notBefore, notAfter }) =>
    ({ viewer, ovk: bytesOf(ovk), notBefore, notAfter }));
  const agents = [
    { agent: identity.agent, aik: seeds.aik, name },
    { agent: nextId(party.surroundings.random), aik: randomBytes(32, party.surroundings.random), name: "" },
  ];
  const cost = { memoryMiB: 64, passes: 2 };
  const vault = { owner, oik: seeds.oik, origin, viewers, agents };
  return toOwnerLink(origin, await sealOwnerVault(vault, passphrase, cost, party.surroundings.random));
}

export async function openVault(
  link: string, passphrase: string): Promise<{ readonly error: string; readonly vault?: VaultLine }> {
  const blob = readOwnerLink(link);
  if (blob === undefined) return { error: "NoLink" };
  const opened = await openOwnerVault(blob, passphrase);
  if (!opened.ok) return { error: opened.error };
  const { owner, oik, origin, viewers, agents } = opened.value;
  return {
    error: "None",
    vault: {
      owner,
      oik: toBase64Url(oik),
      origin,
      viewers: viewers.map((one) => ({ ...one, ovk: toBase64Url(one.ovk) })),
      agents: agents.map((one) => ({ ...one, aik: toBase64Url(one.aik) })),
    },
  };
}

function epochHashOf(delivered: Uint8Array): string {
  const message = DeliveredMessage.parse(delivered);
  return message.ok ? message.value.envelope.fields.epochHash : "";
}
