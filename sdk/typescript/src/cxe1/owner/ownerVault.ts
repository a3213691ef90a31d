import { compareBytes, utf8, wipe } from "../../crypto/bytes.js";
import { type FillRandom, systemRandom } from "../../crypto/random.js";
import {
  DEFAULT_VAULT_COST,
  openVault,
  sealVault,
  type VaultPassphraseCost,
  type VaultRefusal,
} from "../../crypto/secretVault.js";
import type { Cxe1Error, Cxe1Refusal } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Id } from "../bytes/id.js";
import { isLifeWithin } from "../bytes/lifetime.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { compareIds } from "../bytes/sortedEntries.js";
import { readText, writeText } from "../bytes/text.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { fromBase64Url, toBase64Url } from "../../wire/base64url.js";

/** One viewer of an owner with its private key (OVK). Whoever destroys the key ends the reading. */
export interface VaultViewer {
  /** The viewer's id. */
  readonly viewer: Id;

  /** The X25519 private key, 32 raw bytes. */
  readonly ovk: Uint8Array;

  /** Unix milliseconds, included. */
  readonly notBefore: number;

  /** Unix milliseconds, excluded; at most 60 days after `notBefore`. */
  readonly notAfter: number;
}

/** One agent of an owner with its identity key (AIK). */
export interface VaultAgent {
  /** The agent. */
  readonly agent: Id;

  /** The seed of the Ed25519 key, 32 bytes. */
  readonly aik: Uint8Array;

  /** What the owner calls it, at most 255 bytes of UTF-8; may be empty. */
  readonly name: string;
}

/** What an owner must not lose. `wipeOwnerVault` wipes its keys. */
export interface OwnerVault {
  /** The owner. */
  readonly owner: Id;

  /** The seed of the owner's identity key (OIK), 32 bytes. */
  readonly oik: Uint8Array;

  /** The server's origin, 1 to 255 characters of ASCII, for example https://cex.example. */
  readonly origin: string;

  /** 0 to 64, the newest last. */
  readonly viewers: readonly VaultViewer[];

  /** 0 to 64, none twice; they are kept ordered by agent. */
  readonly agents: readonly VaultAgent[];
}

/** Why a vault did not open: the blob's refusal, or that of its content. */
export type OwnerVaultRefusal = Exclude<VaultRefusal, "None"> | Cxe1Refusal;

const VERSION = 1;
const ASSOCIATED_DATA = utf8("CXE1 owner vault");
const LINK_PATH = "/owner#";
const ORIGIN = 50;
const VIEWER_SIZE = 16 + 32 + 8 + 8;
const AGENT_PREFIX = 16 + 32 + 1;
const MAX_ENTRIES = 64;

/**
 * Wraps a vault under a passphrase, the only thing that protects a link.
 * @param passphrase Not empty.
 * @param cost What one guess shall cost.
 * @throws RangeError if the passphrase is empty, or a value of the vault is out of range.
 */
export async function sealOwnerVault(
  vault: OwnerVault,
  passphrase: string,
  cost: VaultPassphraseCost = DEFAULT_VAULT_COST,
  random: FillRandom = systemRandom): Promise<Uint8Array> {
  const content = writeOwnerVault(vault);
  const secret = utf8(passphrase);
  try {
    return await sealVault(secret, cost, ASSOCIATED_DATA, content, random);
  } finally {
    wipe(content, secret);
  }
}

/** Opens a blob. */
export async function openOwnerVault(
  blob: Uint8Array, passphrase: string): Promise<Result<OwnerVault, OwnerVaultRefusal>> {
  const secret = utf8(passphrase);
  const opened = await openVault(secret, ASSOCIATED_DATA, blob);
  wipe(secret);
  if (opened.refusal !== "None") return refused(opened.refusal);
  const vault = readOwnerVault(opened.secret);
  wipe(opened.secret);
  return vault;
}

/**
 * The vault as a link: PUBLIC_URL/owner#BASE64URL(blob). No server sees the fragment.
 * @param publicUrl The server's address, with or without a slash at its end.
 */
export function toOwnerLink(publicUrl: string, blob: Uint8Array): string {
  return publicUrl.replace(/\/+$/, "") + LINK_PATH + toBase64Url(blob);
}

/** The blob in a link; undefined if the text is no such link. */
export function readOwnerLink(link: string): Uint8Array | undefined {
  const start = link.indexOf(LINK_PATH);
  const text = link.slice(start + LINK_PATH.length);
  return start <= 0 || text === "" ? undefined : (fromBase64Url(text) ?? undefined);
}

/** Wipes the keys of a vault. */
export function wipeOwnerVault({ oik, viewers, agents }: OwnerVault): void {
  wipe(oik, ...viewers.map((viewer) => viewer.ovk), ...agents.map((agent) => agent.aik));
}

/**
 * The content of a vault: docs/protocol/cxe1.md, section 6.6. The caller wipes it.
 * @throws RangeError if a value is out of range.
 */
export function writeOwnerVault(vault: OwnerVault): Uint8Array {
  const agents = [...vault.agents].sort((left, right) => compareIds(left.agent, right.agent));
  const names = agents.map(({ name }) => {
    const bytes = writeText(name);
    if (bytes === undefined || bytes.length > 0xff) throw new RangeError("A name has at most 255 bytes of UTF-8.");
    return bytes;
  });
  if (!/^[\x00-\x7f]{1,255}$/.test(vault.origin)) throw new RangeError("An origin has 1 to 255 characters of ASCII.");
  for (const key of [vault.oik, ...vault.viewers.map((one) => one.ovk), ...agents.map((one) => one.aik)])
    if (key.length !== 32) throw new RangeError("A key has 32 bytes.");
  const namesSize = names.reduce((size, name) => size + AGENT_PREFIX + name.length, 0);
  const size = ORIGIN + vault.origin.length + 1 + vault.viewers.length * VIEWER_SIZE + 1 + namesSize;
  const content = new Uint8Array(size);
  const writer = new WireWriter(content);
  writer.byte(VERSION);
  writer.id(vault.owner);
  writer.bytes(vault.oik);
  writer.byte(vault.origin.length);
  writer.bytes(utf8(vault.origin));
  writer.byte(vault.viewers.length);
  for (const { viewer, ovk, notBefore, notAfter } of vault.viewers) {
    writer.id(viewer);
    writer.bytes(ovk);
    writer.uint53(notBefore);
    writer.uint53(notAfter);
  }
  writer.byte(agents.length);
  for (const [i, { agent, aik }] of agents.entries()) {
    const name = names[i] as Uint8Array;
    writer.id(agent);
    writer.bytes(aik);
    writer.byte(name.length);
    writer.bytes(name);
  }
  const error = check(content);
  if (error !== "None") throw new RangeError(`These values make no valid vault: ${error}.`);
  return content;
}

/** Reads a content; the caller wipes the bytes and the vault. */
export function readOwnerVault(content: Uint8Array): Result<OwnerVault> {
  const error = check(content);
  if (error !== "None") return refused(error);
  const reader = new WireReader(content, 1);
  const owner = reader.id();
  const oik = reader.take(32).slice();
  const origin = readText(reader.take(reader.byte())) ?? "";
  const viewers = Array.from({ length: reader.byte() }, () => ({
    viewer: reader.id(),
    ovk: reader.take(32).slice(),
    notBefore: reader.uint53(),
    notAfter: reader.uint53(),
  }));
  const agents = Array.from({ length: reader.byte() }, () => ({
    agent: reader.id(),
    aik: reader.take(32).slice(),
    name: readText(reader.take(reader.byte())) ?? "",
  }));
  return accepted({ owner, oik, origin, viewers, agents });
}

/** The lengths first, since every later field stands behind a counted one; then the values. */
function check(content: Uint8Array): Cxe1Error {
  if (!hasItsLength(content)) return "WrongLength";
  if (content[0] !== VERSION) return "UnknownVersion";
  const originEnd = ORIGIN + (content[ORIGIN - 1] as number);
  const origin = content.subarray(ORIGIN, originEnd);
  const viewerCount = content[originEnd] as number;
  const viewersEnd = originEnd + 1 + viewerCount * VIEWER_SIZE;
  const agentCount = content[viewersEnd] as number;
  if (origin.length === 0 || viewerCount > MAX_ENTRIES || agentCount > MAX_ENTRIES) return "NumberOutOfRange";
  const error = checkViewers(content.subarray(originEnd + 1, viewersEnd));
  if (error !== "None") return error;
  const agentsError = checkAgents(content.subarray(viewersEnd + 1));
  if (agentsError !== "None") return agentsError;
  return origin.every((byte) => byte < 0x80) ? "None" : "InvalidText";
}

function hasItsLength(content: Uint8Array): boolean {
  if (content.length < ORIGIN) return false;
  let at = ORIGIN + (content[ORIGIN - 1] as number);
  if (at >= content.length) return false;
  at += 1 + (content[at] as number) * VIEWER_SIZE;
  if (at >= content.length) return false;
  const agents = content[at++] as number;
  for (let i = 0; i < agents; i++) {
    if (at + AGENT_PREFIX > content.length) return false;
    at += AGENT_PREFIX + (content[at + AGENT_PREFIX - 1] as number);
  }
  return at === content.length;
}

function checkViewers(viewers: Uint8Array): Cxe1Error {
  let error: Cxe1Error = "None";
  for (let offset = 0; offset < viewers.length; offset += VIEWER_SIZE) {
    const reader = new WireReader(viewers, offset + 48);
    const [begin, end] = [reader.uint53(), reader.uint53()];
    if (reader.numberTooLarge) return "NumberOutOfRange";
    if (!isLifeWithin(begin, end, Cxe1Limits.viewerLife)) error = "LifetimeOutOfRange";
  }
  return error;
}

function checkAgents(agents: Uint8Array): Cxe1Error {
  let error: Cxe1Error = "None";
  let before = new Uint8Array(0);
  for (let offset = 0; offset < agents.length;) {
    const id = agents.slice(offset, offset + 16);
    if (compareBytes(before, id) >= 0) return "NotSorted";
    before = id;
    const nameStart = offset + AGENT_PREFIX;
    const nameEnd = nameStart + (agents[nameStart - 1] as number);
    if (readText(agents.subarray(nameStart, nameEnd)) === undefined) error = "InvalidText";
    offset = nameEnd;
  }
  return error;
}
