import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, sha256Of } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { ROSTER_ENTRY_SIZE, WRAP_SIZE } from "../epochs/epochLayout.js";
import { ReaderKind, readRosterEntry, type RosterEntry, writeRosterEntry } from "../epochs/rosterEntry.js";
import { issued, SignedRecord, signRecord } from "../identity/signedRecord.js";

const BODY_SIZE = 32 + ROSTER_ENTRY_SIZE + 32;
const SIGNED_SIZE = BODY_SIZE + Cxe1Limits.signatureSize;

/**
 * An owner (OIK) opens an old epoch for a device of its agent that enrolled later. Layout: body 161, signature 64, wrap
 * 80; the body names the wrap by its hash. Made by `OpenedEpoch.rewrap`, read by `openHistory`.
 */
export class Rewrap extends SignedRecord {
  /** Bytes of the record. */
  static readonly size = SIGNED_SIZE + WRAP_SIZE;

  /** The epoch. */
  readonly epochHash: Bytes32;

  /** The new reader: a device; its key is the device's signed prekey. */
  readonly entry: RosterEntry;

  /** SHA-256 that the wrap must have. */
  readonly wrapHash: Bytes32;

  private constructor(bytes: Uint8Array) {
    super(bytes, "rewrap", BODY_SIZE);
    const reader = new WireReader(bytes);
    this.epochHash = reader.bytes32();
    this.entry = readRosterEntry(reader);
    this.wrapHash = reader.bytes32();
  }

  /** The 97 bytes of the entry. */
  get entryBytes(): Uint8Array {
    return this.bytes.subarray(32, 32 + ROSTER_ENTRY_SIZE);
  }

  /** enc 32 || ct 48. */
  get wrap(): Uint8Array {
    return this.bytes.subarray(SIGNED_SIZE);
  }

  /** Whether the wrap is the one that the body names. */
  wrapMatches(): boolean {
    return sha256Of(this.wrap) === this.wrapHash;
  }

  /** Signs a re-wrap around a wrap that was made for this entry. */
  static async issue(oik: SigningKey, epochHash: Bytes32, entry: RosterEntry, wrap: Uint8Array): Promise<Rewrap> {
    const record = new Uint8Array(Rewrap.size);
    const writer = new WireWriter(record);
    writer.bytes32(epochHash);
    writer.bytes(writeRosterEntry(entry));
    writer.bytes32(sha256Of(wrap));
    record.set(wrap, SIGNED_SIZE);
    await signRecord(oik, "rewrap", record.subarray(0, SIGNED_SIZE));
    return issued(Rewrap.parse(record), "Rewrap");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<Rewrap> {
    const error = check(bytes);
    return error === "None" ? accepted(new Rewrap(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== Rewrap.size) return "WrongLength";
  return bytes[32 + 32] === ReaderKind.device ? "None" : "UnknownValue";
}
