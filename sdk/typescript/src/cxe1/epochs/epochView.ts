import { concat } from "../../crypto/bytes.js";
import { sha256 } from "../../crypto/hash.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, sha256Of } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { verifyDigest } from "../bytes/signatures.js";
import { WireReader } from "../bytes/wireReader.js";
import { Prekey } from "../identity/prekey.js";
import { checkEpochForm } from "./epochForm.js";
import { epochDigest, hashEpoch } from "./epochHeader.js";
import {
  completeTailSize,
  epochHeaderSize,
  EpochLayout,
  REPLY_PREKEY_SIZE,
  ROSTER_ENTRY_SIZE,
  WRAP_SIZE,
} from "./epochLayout.js";
import { type ReaderKind, readRosterEntry, type RosterEntry } from "./rosterEntry.js";

/**
 * A canonical epoch record: complete as its sender made it, or in the form for one reader that a server derives with
 * `forReader`. Both have the same hash and signature.
 */
export class EpochView {
  /** The whole record. Must not be changed. */
  readonly bytes: Uint8Array;

  /** The bytes that every wrap is bound to. */
  readonly header: Uint8Array;

  /** SHA-256 of the header. */
  readonly headerHash: Bytes32;

  /** Whether every wrap is here. Servers take only complete records from senders. */
  readonly isComplete: boolean;

  /** The epoch's name: SHA-256(header || H(wrap_1) || ...). */
  readonly epochHash: Bytes32;

  /** Random, chosen by the sender. */
  readonly epochId: Id;

  /** The sender device's number for this epoch on this connection: 1, 2, 3, ... */
  readonly number: number;

  /** The connection. */
  readonly connection: Id;

  /** The sending agent. */
  readonly senderAgent: Id;

  /** The sending device. */
  readonly senderDevice: Id;

  /** SHA-256 of the sending agent's identity key. */
  readonly aikHash: Bytes32;

  /** The hash of the sending device's certificate. */
  readonly certificateHash: Bytes32;

  /** The hash of the sending side's terms. */
  readonly senderTerms: Bytes32;

  /** The hash of the receiving side's terms. */
  readonly recipientTerms: Bytes32;

  /** Unix milliseconds. */
  readonly created: number;

  /** Unix milliseconds, excluded; at most 60 minutes after `created`. */
  readonly expiry: number;

  /** The version of the sending agent's device list that the roster follows. */
  readonly senderListVersion: number;

  /** The version of the receiving agent's device list that the roster follows. */
  readonly recipientListVersion: number;

  /** HKDF-Expand(epoch secret, "CXE1 commit" || epoch id, 32). */
  readonly commitment: Bytes32;

  /** The hash of the last envelope that the sender device received from the peer; zero if none. */
  readonly lastReceived: Bytes32;

  /** 0 to 15. */
  readonly replyPrekeyCount: number;

  /** The readers, 1 to 32, in their order. */
  readonly entries: readonly RosterEntry[];

  readonly #tail: Uint8Array;

  private constructor(source: Uint8Array) {
    // A copy, so that a buffer which is used again cannot change what was checked.
    this.bytes = source.slice();
    const reader = new WireReader(this.bytes, EpochLayout.epochId);
    this.epochId = reader.id();
    this.number = reader.uint32();
    this.connection = reader.id();
    this.senderAgent = reader.id();
    this.senderDevice = reader.id();
    this.aikHash = reader.bytes32();
    this.certificateHash = reader.bytes32();
    this.senderTerms = reader.bytes32();
    this.recipientTerms = reader.bytes32();
    this.created = reader.uint53();
    this.expiry = reader.uint53();
    this.senderListVersion = reader.uint32();
    this.recipientListVersion = reader.uint32();
    this.commitment = reader.bytes32();
    this.lastReceived = reader.bytes32();
    this.replyPrekeyCount = reader.byte();
    const entryCount = reader.byte();
    reader.take(this.replyPrekeyCount * REPLY_PREKEY_SIZE);
    this.entries = Array.from({ length: entryCount }, () => readRosterEntry(reader));
    this.header = this.bytes.subarray(0, epochHeaderSize(this.replyPrekeyCount, entryCount));
    this.headerHash = sha256Of(this.header);
    this.#tail = this.bytes.subarray(this.header.length + Cxe1Limits.signatureSize);
    this.isComplete = this.#tail.length === completeTailSize(entryCount);
    this.epochHash = this.isComplete ? hashEpoch(this.header, this.#tail) : this.#hashFromReaderForm();
  }

  /** The place of this reader in the roster, or -1. */
  indexOf(agent: Id, device: Id, kind: ReaderKind): number {
    return this.entries.findIndex(
      (entry) => entry.device === device && entry.agent === agent && entry.kind === kind);
  }

  /** The 97 bytes of an entry. */
  entryBytes(index: number): Uint8Array {
    const start = epochHeaderSize(this.replyPrekeyCount, index);
    return this.bytes.subarray(start, start + ROSTER_ENTRY_SIZE);
  }

  /** The wrap of this entry; undefined if the record is in another reader's form. */
  wrap(index: number): Uint8Array | undefined {
    if (this.isComplete) return this.#completeWrap(index);
    return this.#tail[0] === index ? this.#tail.subarray(this.#tail.length - WRAP_SIZE) : undefined;
  }

  /** The reply prekey that the sender made for this device, if there is one. */
  replyPrekeyFor(agent: Id, device: Id): Prekey | undefined {
    for (let i = 0; i < this.replyPrekeyCount; i++) {
      const reader = new WireReader(this.bytes, EpochLayout.fixedSize + i * REPLY_PREKEY_SIZE);
      if (reader.id() !== agent || reader.id() !== device) continue;
      const parsed = Prekey.parse(reader.take(Prekey.size));
      return parsed.ok ? parsed.value : undefined;
    }
    return undefined;
  }

  /** Whether the device that owns this key signed the epoch. */
  verifySignature(dsk: Bytes32): Promise<boolean> {
    const start = this.header.length;
    const signature = this.bytes.subarray(start, start + Cxe1Limits.signatureSize);
    return verifyDigest(dsk, "epoch", epochDigest(this.epochHash), signature);
  }

  /**
   * The record in the form that one reader needs: its own wrap, and of the others' the hashes.
   * @param index The reader's place in the roster.
   * @throws RangeError for another place, or if this is not a complete record.
   */
  forReader(index: number): Uint8Array {
    if (!this.isComplete) throw new RangeError("Only a complete record holds every wrap.");
    if (this.entries[index] === undefined) throw new RangeError(`The roster has no place ${index}.`);
    const others = this.entries
      .map((_, place) => place)
      .filter((place) => place !== index)
      .map((place) => sha256(this.#completeWrap(place)));
    const signedPart = this.bytes.subarray(0, this.header.length + Cxe1Limits.signatureSize);
    return concat(signedPart, Uint8Array.of(index), ...others, this.#completeWrap(index));
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<EpochView> {
    const error = checkEpochForm(bytes);
    return error === "None" ? accepted(new EpochView(bytes)) : refused(error);
  }

  #completeWrap(index: number): Uint8Array {
    return this.#tail.subarray(index * WRAP_SIZE, (index + 1) * WRAP_SIZE);
  }

  #hashFromReaderForm(): Bytes32 {
    const own = (this.#tail[0] as number) * 32;
    const others = this.#tail.subarray(1, this.#tail.length - WRAP_SIZE);
    const wrap = this.#tail.subarray(this.#tail.length - WRAP_SIZE);
    return sha256Of(this.header, others.subarray(0, own), sha256(wrap), others.subarray(own));
  }
}
