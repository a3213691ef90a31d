import { fromHex, toHex, utf8 } from "../../../src/crypto/bytes.js";
import { openVault } from "../../../src/crypto/secretVault.js";
import { importAgreementKey } from "../../../src/crypto/x25519.js";
import { keyIdOf } from "../../../src/cxe1/bytes/suite.js";
import type { OwnerSide } from "../../../src/cxe1/consent/approval.js";
import { extendOffers, type TermsSide } from "../../../src/cxe1/consent/acceptedOffers.js";
import { offerIdOf } from "../../../src/cxe1/consent/connectionTerms.js";
import { checkConsent } from "../../../src/cxe1/consent/consentRule.js";
import { DeliveredMessage } from "../../../src/cxe1/consent/deliveredMessage.js";
import { SealedNote } from "../../../src/cxe1/consent/sealedNote.js";
import { checkTermsRecord } from "../../../src/cxe1/consent/termsChain.js";
import { inTransaction } from "../../../src/cxe1/device/deviceStore.js";
import { checkNack } from "../../../src/cxe1/device/nackAnswer.js";
import { EpochView } from "../../../src/cxe1/epochs/epochView.js";
import { checkRoster } from "../../../src/cxe1/epochs/rosterRule.js";
import { type AgentIdentity, rawPublicKey, sameIdentity } from "../../../src/cxe1/identity/agentIdentity.js";
import { Nack } from "../../../src/cxe1/messages/nack.js";
import { openHistoryWith } from "../../../src/cxe1/owner/historyReader.js";
import type { OpenedEpoch } from "../../../src/cxe1/owner/openedEpoch.js";
import { readOwnerLink, readOwnerVault } from "../../../src/cxe1/owner/ownerVault.js";
import { OwnerViewer } from "../../../src/cxe1/owner/ownerViewer.js";
import { Rewrap } from "../../../src/cxe1/owner/rewrap.js";
import type { Result } from "../../../src/cxe1/bytes/result.js";
import { inviteSecretOf } from "../../../src/peers/inviteSecret.js";
import { MemoryDeviceStore } from "../../cxe1/support/memoryDeviceStore.js";
import type { DirectoryJson, VerdictJson } from "./formats.js";
import { NotWellFormed, type World } from "./world.js";

/** A verdict, with what else the vector states of an accepted thing. */
export interface RuleVerdict {
  readonly v: string;
  readonly [member: string]: unknown;
}

type Judge = (world: World, one: VerdictJson) => Promise<RuleVerdict>;

const JUDGES: Readonly<Record<string, Judge>> = {
  directory: async (world, one) => named(await world.verify(one["directory"] as DirectoryJson)),
  "terms-chain": judgeTerms,
  "offer-id": async (_, one) => ({ v: "ok", id: offerIdOf(fromHex(text(one, "secret"))) }),
  "invite-secret": async (_, one) =>
    ({ v: "ok", secret: toHex(inviteSecretOf(fromHex(text(one, "seed")), one["created"] as number)) }),
  offers: judgeOffers,
  consent: judgeConsent,
  roster: judgeRoster,
  "owner-open": judgeOwnerOpen,
  "owner-read": judgeOwnerRead,
  history: judgeHistory,
  note: judgeNote,
  nack: async (world, one) => {
    const nack = world.record(text(one, "nack"), Nack.parse);
    const context = world.connection(text(one, "connection"));
    const peer = await world.directory(text(one, "peer"));
    if (!sameIdentity(peer.identity, context.peer)) return { v: "WrongIdentity" };
    return verdict(await checkNack(nack, context.connection, context.peer.agent, peer.devices));
  },
  vault: judgeVault,
  "vault-link": async (_, one) => {
    const blob = readOwnerLink(text(one, "link"));
    return blob === undefined ? { v: "refused" } : { v: "ok", blob: toHex(blob) };
  },
};

/** All operations that can be judged. */
export const OPERATIONS = Object.keys(JUDGES);

/** The verdict of a rule, as protocol/vectors/README.md says. */
export async function judgeRule(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const judge = JUDGES[one.op];
  if (judge === undefined) throw new Error(`Unknown operation ${one.op}.`);
  try {
    return await judge(world, one);
  } catch (error) {
    if (error instanceof NotWellFormed) return { v: error.error };
    throw error;
  }
}

async function judgeTerms(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const expected = {
    side: one["side"] as AgentIdentity,
    peer: (one["peer"] as AgentIdentity | null) ?? undefined,
    connection: text(one, "connection"),
    offers: one["offer"] === null ? [] : [text(one, "offer")],
  };
  const known = (one["known"] as string[]).map((ref) => world.terms(ref));
  return verdict(await checkTermsRecord(world.terms(text(one, "terms")), expected, known, one["now"] as number));
}

async function judgeOffers(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const side = (name: "own" | "peer"): TermsSide => ({
    identity: one[name] as AgentIdentity,
    terms: (one[`${name}Terms`] as string[]).map((ref) => world.terms(ref)),
  });
  const known = text(one, "known").split(", ").filter((pair) => pair !== "").map((pair) => {
    const [offer, acceptance] = pair.split(" ") as [string, string];
    return { offer, acceptance };
  });
  const made = one["made"] as string[];
  const offers = await extendOffers(
    known, side("own"), side("peer"), text(one, "connection"), ({ connection }) => made.includes(connection));
  return { v: "ok", offers: offers.map(({ offer, acceptance }) => `${offer} ${acceptance}`).join(", ") };
}

async function judgeConsent(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const message = DeliveredMessage.parse(world.bytes(text(one, "message")));
  if (!message.ok) return { v: message.error };
  return verdict(await checkConsent(
    message.value,
    { terms: world.terms(text(one, "senderTerms")), oik: text(one, "senderOik") },
    { terms: world.terms(text(one, "recipientTerms")), oik: text(one, "recipientOik") },
    (one["now"] as number | null) ?? undefined));
}

async function judgeRoster(world: World, one: VerdictJson): Promise<RuleVerdict> {
  return verdict(checkRoster(
    world.record(text(one, "epoch"), EpochView.parse),
    { directory: await world.directory(text(one, "sender")), terms: world.terms(text(one, "senderTerms")) },
    { directory: await world.directory(text(one, "recipient")), terms: world.terms(text(one, "recipientTerms")) }));
}

async function openAsOwner(world: World, one: VerdictJson): Promise<Result<OpenedEpoch>> {
  const keys = await Promise.all((one["keys"] as string[]).map((key) => importAgreementKey(fromHex(key))));
  const viewer = new OwnerViewer(world.connection(text(one, "connection")), keys, () => one["now"] as number);
  const [own, peer] = [await world.directory(text(one, "own")), await world.directory(text(one, "peer"))];
  for (const before of (one["before"] ?? []) as string[]) {
    const earlier = await viewer.open(world.bytes(before), own, peer);
    if (!earlier.ok) throw new Error(`${one.name}: an earlier epoch does not open: ${earlier.error}.`);
  }
  return viewer.open(world.bytes(text(one, "record")), own, peer);
}

async function judgeOwnerOpen(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const opened = await openAsOwner(world, one);
  return opened.ok ? { v: "ok", secret: toHex(opened.value.epochSecret) } : { v: opened.error };
}

async function judgeOwnerRead(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const opened = await openAsOwner(world, one);
  if (!opened.ok) throw new Error(`${one.name}: the epoch does not open: ${opened.error}.`);
  return readText(opened.value, world.bytes(text(one, "message")));
}

async function judgeHistory(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const request = {
    context: world.connection(text(one, "connection")),
    record: world.bytes(text(one, "record")),
    rewrap: world.record(text(one, "rewrap"), Rewrap.parse),
    own: await world.directory(text(one, "own")),
    peer: await world.directory(text(one, "peer")),
  };
  const opened = await inTransaction(new MemoryDeviceStore(), (transaction) =>
    openHistoryWith(transaction, readerOf(one), request, one["now"] as number));
  if (!opened.ok) return { v: opened.error };
  return one["message"] === undefined
    ? { v: "ok" }
    : readText(opened.value, world.bytes(text(one, "message")));
}

async function judgeNote(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const note = await world.record(text(one, "note"), SealedNote.parse).openChecked(readerOf(one), {
    envelopeHash: text(one, "envelope"),
    connection: text(one, "connection"),
    side: one["side"] as OwnerSide,
    oik: text(one, "oik"),
  });
  return note.ok ? { v: "ok", text: note.value.text } : { v: note.error };
}

async function judgeVault(world: World, one: VerdictJson): Promise<RuleVerdict> {
  const opened = await openVault(
    utf8(text(one, "passphrase")), utf8("CXE1 owner vault"), world.bytes(text(one, "blob")));
  if (opened.refusal !== "None") return { v: opened.refusal };
  const vault = readOwnerVault(opened.secret);
  return vault.ok ? { v: "ok", content: toHex(opened.secret) } : { v: vault.error };
}

/** A device whose prekey is stated; without one it is gone. */
function readerOf(one: VerdictJson) {
  return {
    agent: text(one, "agent"),
    device: text(one, "device"),
    privateKeyOf: async (keyId: string) => {
      if (one["key"] === undefined) return undefined;
      const key = await importAgreementKey(fromHex(text(one, "key")));
      return keyIdOf(rawPublicKey(key)) === keyId ? key : undefined;
    },
  };
}

async function readText(epoch: OpenedEpoch, delivered: Uint8Array): Promise<RuleVerdict> {
  const message = await epoch.read(delivered);
  return message.ok ? { v: "ok", text: message.value.content.text } : { v: message.error };
}

function named(result: Result<unknown>): RuleVerdict {
  return { v: result.ok ? "ok" : result.error };
}

function verdict(error: string): RuleVerdict {
  return { v: error === "None" ? "ok" : error };
}

function text(one: VerdictJson, member: string): string {
  const value = one[member];
  if (typeof value !== "string") throw new Error(`${one.name}: no text ${member}.`);
  return value;
}

