import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { Prekey } from "../identity/prekey.js";

/** Bytes of one roster entry, which are the associated data of its wrap. */
export const ROSTER_ENTRY_SIZE = 97;

/** The leading bytes (agent, device, kind) by which entries are ordered and unique. */
export const ROSTER_SORT_KEY_SIZE = 33;

/** A reply prekey: agent 16, device 16, prekey record. */
export const REPLY_PREKEY_SIZE = 32 + Prekey.size;

/** enc 32 || ct 48. */
export const ENCAPSULATION_SIZE = 32;
export const WRAP_SIZE = ENCAPSULATION_SIZE + 48;

/**
 * The offsets of the epoch's tables in docs/protocol/cxe1.md:
 * record = header || signature || wraps, header = fixed fields || reply prekeys || entries.
 */
export const EpochLayout = {
  version: 0,
  suite: 1,
  epochId: 3,
  number: 19,
  connection: 23,
  senderAgent: 39,
  senderDevice: 55,
  aikHash: 71,
  certificateHash: 103,
  senderTerms: 135,
  recipientTerms: 167,
  created: 199,
  expiry: 207,
  senderListVersion: 215,
  recipientListVersion: 219,
  commitment: 223,
  lastReceived: 255,
  replyPrekeyCount: 287,
  entryCount: 288,
  fixedSize: 289,
} as const;

export function epochHeaderSize(replyPrekeys: number, entries: number): number {
  return EpochLayout.fixedSize + replyPrekeys * REPLY_PREKEY_SIZE + entries * ROSTER_ENTRY_SIZE;
}

/** After the signature, complete form: every wrap in the order of the entries. */
export function completeTailSize(entries: number): number {
  return entries * WRAP_SIZE;
}

/**
 * After the signature, form for one reader: the entry's index, the hashes of the other wraps in the order of their
 * entries, the reader's wrap. 48 e = 49 has no solution, so the two forms never have the same length.
 */
export function readerTailSize(entries: number): number {
  return 1 + (entries - 1) * 32 + WRAP_SIZE;
}

/** Bytes of the longest complete record. */
export const MAX_EPOCH_SIZE =
  epochHeaderSize(Cxe1Limits.replyPrekeys, Cxe1Limits.rosterEntries)
  + Cxe1Limits.signatureSize
  + completeTailSize(Cxe1Limits.rosterEntries);
