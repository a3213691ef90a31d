import { fromHex } from "../../crypto/bytes.js";
import { sha256 } from "../../crypto/hash.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, sha256Of } from "../bytes/id.js";
import { SUITE } from "../bytes/suite.js";
import { WireWriter } from "../bytes/wireWriter.js";
import type { Prekey } from "../identity/prekey.js";
import { epochHeaderSize, WRAP_SIZE } from "./epochLayout.js";
import { type RosterEntry, writeRosterEntry } from "./rosterEntry.js";

/** A fresh prekey of the epoch's sender for one reader device, to open its next epoch with. */
export interface ReplyPrekey {
  /** The reader's agent. */
  readonly forAgent: Id;

  /** The reader's device, the only one that may use the key. */
  readonly forDevice: Id;

  /** Of kind reply prekey; its agent and device are the epoch's sender. */
  readonly prekey: Prekey;
}

/** The fields of an epoch's header, for writing. Readers use `EpochView`. */
export interface EpochHeader {
  readonly epochId: Id;
  readonly number: number;
  readonly connection: Id;
  readonly senderAgent: Id;
  readonly senderDevice: Id;
  readonly aikHash: Bytes32;
  readonly certificateHash: Bytes32;
  readonly senderTerms: Bytes32;
  readonly recipientTerms: Bytes32;
  readonly created: number;
  readonly expiry: number;
  readonly senderListVersion: number;
  readonly recipientListVersion: number;
  readonly commitment: Bytes32;
  readonly lastReceived: Bytes32;

  /** In ascending order of (agent, device). */
  readonly replyPrekeys: readonly ReplyPrekey[];

  /** In ascending order of (agent, device, kind). */
  readonly entries: readonly RosterEntry[];
}

/** The header's bytes. */
export function writeEpochHeader(header: EpochHeader): Uint8Array {
  const bytes = new Uint8Array(epochHeaderSize(header.replyPrekeys.length, header.entries.length));
  const writer = new WireWriter(bytes);
  writer.byte(Cxe1Limits.version);
  writer.uint16(SUITE);
  writer.id(header.epochId);
  writer.uint32(header.number);
  writer.id(header.connection);
  writer.id(header.senderAgent);
  writer.id(header.senderDevice);
  writer.bytes32(header.aikHash);
  writer.bytes32(header.certificateHash);
  writer.bytes32(header.senderTerms);
  writer.bytes32(header.recipientTerms);
  writer.uint53(header.created);
  writer.uint53(header.expiry);
  writer.uint32(header.senderListVersion);
  writer.uint32(header.recipientListVersion);
  writer.bytes32(header.commitment);
  writer.bytes32(header.lastReceived);
  writer.byte(header.replyPrekeys.length);
  writer.byte(header.entries.length);
  for (const { forAgent, forDevice, prekey } of header.replyPrekeys) {
    writer.id(forAgent);
    writer.id(forDevice);
    writer.bytes(prekey.bytes);
  }
  for (const entry of header.entries) writer.bytes(writeRosterEntry(entry));
  return bytes;
}

/** SHA-256(header || H(wrap_1) || H(wrap_2) || ...). */
export function hashEpoch(header: Uint8Array, wraps: Uint8Array): Bytes32 {
  const digests: Uint8Array[] = [];
  for (let offset = 0; offset < wraps.length; offset += WRAP_SIZE)
    digests.push(sha256(wraps.subarray(offset, offset + WRAP_SIZE)));
  return sha256Of(header, ...digests);
}

/** The digest that DSK signs: the body is the epoch hash. */
export function epochDigest(epochHash: Bytes32): Bytes32 {
  return sha256Of(fromHex(epochHash));
}
