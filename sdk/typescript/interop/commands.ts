import { nodeCrypto } from "../src/crypto/nodeCrypto.js";
import { hasCurve } from "../src/crypto/subtle.js";
import { type Cxe1Error, type OwnerSide, safetyNumber, safetyNumberCode, showSafetyNumber } from "../src/cxe1/index.js";
import { acceptanceOf, formatInviteLink, inviteIdOf, parseInviteLink } from "../src/peers/inviteLink.js";
import { toBase64Url } from "../src/wire/index.js";
import type { Device } from "./device.js";
import { type CaseLine, judge } from "./judge.js";
import type { DraftLine, IdentityLine, ItemLine, PublishedLine, SecretsLine, TermsLine } from "./lines.js";
import { approve, type DecisionLine, openVault, readAsOwner, rewrap, sealNote, sealVault } from "./owner.js";
import { bytesOf, Party, type Surroundings } from "./party.js";
import { seededRandom } from "./seededRandom.js";

/** What stands in one line: a command, its party, the time, and what the command needs. */
interface Line {
  readonly command: string;
  readonly party: string;

  /** Unix milliseconds. */
  readonly now: number;
  readonly given: Given;
}

/** Every member that some command needs; each reads its own. */
interface Given {
  readonly seed: string;
  readonly connection: string;
  readonly secrets: SecretsLine;
  readonly published: PublishedLine;
  readonly device: number;
  readonly kind: 1 | 2;
  readonly count: number;
  readonly terms: TermsLine;
  readonly peer: IdentityLine | null;
  readonly offer: string;
  readonly drafts: readonly DraftLine[];
  readonly forget: boolean;
  readonly items: readonly ItemLine[];
  readonly acknowledge: boolean;
  readonly epochHash: string;
  readonly envelopeHash: string | null;
  readonly error: Cxe1Error;
  readonly nack: string;
  readonly decisions: readonly DecisionLine[];
  readonly epoch: string;
  readonly reader: string;
  readonly rewrap: string;
  readonly messages: readonly string[];
  readonly side: OwnerSide;
  readonly toPeer: boolean;
  readonly text: string;
  readonly note: string;
  readonly oik: string;
  readonly owner: string;
  readonly origin: string;
  readonly name: string;
  readonly passphrase: string;
  readonly link: string;
  readonly secret: string;
  readonly invite: string;
  readonly one: IdentityLine;
  readonly other: IdentityLine;
  readonly cases: readonly CaseLine[];
}

const parties = new Map<string, Party>();

/**
 * Answers one line of the test. An answer is `{"value": ...}`, or `{"failure": ...}` for an exception, which no bytes
 * of another side may ever cause.
 */
export async function answer(text: string): Promise<string> {
  try {
    const line = JSON.parse(text) as Line;
    return JSON.stringify({ value: (await answerTo(line)) ?? null });
  } catch (error) {
    return JSON.stringify({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function answerTo({ command, party: name, now, given }: Line): Promise<unknown> {
  switch (command) {
    case "cryptography": return cryptography();
    case "create": return create(name, (surroundings) => Party.create(surroundings, given.connection), now, given.seed);
    case "adopt":
      return create(
        name, (surroundings) => Party.adopt(surroundings, given.connection, given.secrets), now, given.seed);
    case "safety": return safety(given.one, given.other);
    case "acceptance": return toBase64Url(acceptanceOf(bytesOf(given.secret), given.invite, given.one, given.other));
    case "readInvite": return readInvite(given.link);
    case "openVault": return openVault(given.link, given.passphrase);
    default: break;
  }
  const party = parties.get(name);
  if (party === undefined) throw new Error(`There is no party ${name}.`);
  party.surroundings.now = now;
  return answerOf(party, command, given);
}

async function create(
  name: string,
  make: (surroundings: Surroundings) => Promise<Party>,
  now: number,
  seed: string): Promise<IdentityLine> {
  const party = await make({ now, random: seededRandom(seed) });
  parties.set(name, party);
  return party.identity;
}

function answerOf(party: Party, command: string, given: Given): unknown {
  switch (command) {
    case "secrets": return party.secrets();
    case "published": return party.published();
    case "learn": return party.learn(given.published);
    case "useOffer": party.offer = given.offer; return null;
    case "addDevice": return party.addDevice();
    case "certify": return party.certify(deviceOf(party, given));
    case "publishPrekeys": return party.publishPrekeys(deviceOf(party, given), given.kind, given.count);
    case "publishList": return party.publishList();
    case "rotate": return party.rotate();
    case "addViewer": return party.addViewer();
    case "issueTerms": return party.issueTerms(given.terms, given.peer ?? undefined);
    case "restart": deviceOf(party, given).restart(); return null;
    case "seal": return deviceOf(party, given).seal(given.drafts, given.forget);
    case "deliver": return deviceOf(party, given).deliver(given.items, given.acknowledge);
    case "nack": return deviceOf(party, given).nack(given.epochHash, given.envelopeHash ?? undefined, given.error);
    case "answer": return deviceOf(party, given).answer(given.nack);
    case "history": return deviceOf(party, given).history(given.epoch, given.rewrap, given.messages);
    case "approve": return approve(party, given.decisions);
    case "read": return readAsOwner(party, given.items);
    case "rewrap": return rewrap(party, given.epoch, given.reader);
    case "sealNote": return sealNote(party, given.envelopeHash ?? "", given.side, given.toPeer, given.text);
    case "openNote":
      return deviceOf(party, given).openNote(given.note, given.envelopeHash ?? "", given.side, given.oik);
    case "sealVault": return sealVault(party, given.owner, given.origin, given.name, given.passphrase);
    case "judge": return judge(party, given.published, given.cases);
    default: throw new Error(`There is no command ${command}.`);
  }
}

function deviceOf(party: Party, given: Given): Device {
  const device = party.devices[given.device];
  if (device === undefined) throw new Error(`The party has no device ${given.device}.`);
  return device;
}

/** Which of the three the library finds here. */
async function cryptography(): Promise<"Node" | "WebCrypto" | "Own"> {
  if (nodeCrypto !== undefined) return "Node";
  return (await hasCurve("Ed25519")) && (await hasCurve("X25519")) ? "WebCrypto" : "Own";
}

/** What an invite link says, and the link as this language writes it. */
function readInvite(text: string): Record<"server" | "code" | "id" | "identityHash" | "secret" | "again", string> {
  const link = parseInviteLink(text);
  return { ...link, id: inviteIdOf(link), secret: toBase64Url(link.secret), again: formatInviteLink(link) };
}

function safety(one: IdentityLine, other: IdentityLine): { shown: string; code: string } {
  const digits = safetyNumber(one, other);
  return { shown: showSafetyNumber(digits), code: safetyNumberCode(digits) };
}
