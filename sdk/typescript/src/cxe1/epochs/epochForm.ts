import { compareBytes } from "../../crypto/bytes.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { ZERO_BYTES32 } from "../bytes/id.js";
import { isLifeWithin } from "../bytes/lifetime.js";
import { areAscending } from "../bytes/sortedEntries.js";
import { SUITE } from "../bytes/suite.js";
import { WireReader } from "../bytes/wireReader.js";
import { checkPrekey, Prekey, PrekeyKind } from "../identity/prekey.js";
import {
  completeTailSize,
  epochHeaderSize,
  EpochLayout,
  readerTailSize,
  REPLY_PREKEY_SIZE,
  ROSTER_ENTRY_SIZE,
  ROSTER_SORT_KEY_SIZE,
} from "./epochLayout.js";
import { ReaderKind } from "./rosterEntry.js";

/** Whether bytes are a canonical epoch record, complete or in the form for one reader. */
export function checkEpochForm(bytes: Uint8Array): Cxe1Error {
  if (bytes.length < EpochLayout.fixedSize) return "WrongLength";
  const replyPrekeys = bytes[EpochLayout.replyPrekeyCount] as number;
  const entries = bytes[EpochLayout.entryCount] as number;
  const headerSize = epochHeaderSize(replyPrekeys, entries);
  const tail = bytes.length - headerSize - Cxe1Limits.signatureSize;
  const isComplete = tail === completeTailSize(entries);
  if (!isComplete && tail !== readerTailSize(entries)) return "WrongLength";
  // Of a complete record no byte there is a place.
  const place = isComplete ? 0 : (bytes[headerSize + Cxe1Limits.signatureSize] as number);
  const error = checkFixedFields(bytes, place);
  if (error !== "None") return error;
  const prekeyError = checkReplyPrekeys(bytes, replyPrekeys);
  return prekeyError !== "None"
    ? prekeyError
    : checkEntries(bytes.subarray(epochHeaderSize(replyPrekeys, 0), headerSize));
}

function checkFixedFields(bytes: Uint8Array, place: number): Cxe1Error {
  if (bytes[EpochLayout.version] !== Cxe1Limits.version) return "UnknownVersion";
  if (new WireReader(bytes, EpochLayout.suite).uint16() !== SUITE) return "UnknownSuite";
  const terms = new WireReader(bytes, EpochLayout.senderTerms);
  const [sender, recipient] = [terms.bytes32(), terms.bytes32()];
  const times = new WireReader(bytes, EpochLayout.created);
  const created = times.uint53();
  const expiry = times.uint53();
  const senderList = times.uint32();
  const recipientList = times.uint32();
  const number = new WireReader(bytes, EpochLayout.number).uint32();
  const replyPrekeys = bytes[EpochLayout.replyPrekeyCount] as number;
  const entries = bytes[EpochLayout.entryCount] as number;
  if (times.numberTooLarge || number === 0 || senderList === 0 || recipientList === 0) return "NumberOutOfRange";
  if (sender === ZERO_BYTES32 || recipient === ZERO_BYTES32) return "NumberOutOfRange";
  if (replyPrekeys > Cxe1Limits.replyPrekeys || entries === 0 || entries > Cxe1Limits.rosterEntries)
    return "NumberOutOfRange";
  if (place >= entries) return "NumberOutOfRange";
  return isLifeWithin(created, expiry, Cxe1Limits.epochLife) ? "None" : "LifetimeOutOfRange";
}

function checkReplyPrekeys(bytes: Uint8Array, count: number): Cxe1Error {
  const end = EpochLayout.fixedSize + count * REPLY_PREKEY_SIZE;
  const replyPrekeys = bytes.subarray(EpochLayout.fixedSize, end);
  const sender = bytes.subarray(EpochLayout.senderAgent, EpochLayout.senderAgent + 32);
  for (let i = 0; i < count; i++) {
    const start = i * REPLY_PREKEY_SIZE + 32;
    const prekey = replyPrekeys.subarray(start, start + Prekey.size);
    const error = checkPrekey(prekey);
    if (error !== "UnknownSuite" && prekey[34] !== PrekeyKind.replyPrekey) return "UnknownValue";
    if (error !== "None") return error;
    if (compareBytes(prekey.subarray(2, 34), sender) !== 0) return "WrongIdentity";
  }
  return areAscending(replyPrekeys, REPLY_PREKEY_SIZE, 32) ? "None" : "NotSorted";
}

function checkEntries(entries: Uint8Array): Cxe1Error {
  for (let offset = 0; offset < entries.length; offset += ROSTER_ENTRY_SIZE) {
    const kind = entries[offset + 32];
    if (kind !== ReaderKind.device && kind !== ReaderKind.ownerViewer) return "UnknownValue";
  }
  return areAscending(entries, ROSTER_ENTRY_SIZE, ROSTER_SORT_KEY_SIZE) ? "None" : "NotSorted";
}
