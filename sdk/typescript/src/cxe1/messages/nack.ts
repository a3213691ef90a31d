import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { issued, SignedRecord, signRecord } from "../identity/signedRecord.js";

/** Why a reader could not read, as its byte; see `nackReasonOf`. */
export const NackReason = {
  /** The private half of the key that the epoch was wrapped for is gone. */
  prekeyGone: 1,
  /** The wrap does not open. */
  wrapInvalid: 2,
  /** The wrap opens to another secret than the epoch commits to. */
  commitmentMismatch: 3,
  /** The message's key was dropped. */
  keyGone: 4,
  /** The ciphertext does not open. */
  cannotOpen: 5,
  /** The roster does not name the device, or its wrap was not delivered. */
  notAReader: 6,
  /** The roster names too much or too little. */
  roster: 7,
  /** The epoch was opened under terms that had been replaced. */
  terms: 8,
  /** The epoch's number was used before. */
  epochFork: 9,
} as const;

/** A value of `NackReason`. */
export type NackReason = (typeof NackReason)[keyof typeof NackReason];

const REASONS: Partial<Record<Cxe1Error, NackReason>> = {
  PrekeyGone: NackReason.prekeyGone,
  WrapInvalid: NackReason.wrapInvalid,
  CommitmentMismatch: NackReason.commitmentMismatch,
  KeyGone: NackReason.keyGone,
  CannotOpen: NackReason.cannotOpen,
  NotAReader: NackReason.notAReader,
  RosterNamesGhost: NackReason.roster,
  RosterOmitsDevice: NackReason.roster,
  RosterOmitsViewer: NackReason.roster,
  TermsMismatch: NackReason.terms,
  EpochFork: NackReason.epochFork,
};

/**
 * The reason to state for a refusal; undefined for one that sealing again would not mend, or that says only that
 * something has to be fetched first.
 */
export function nackReasonOf(error: Cxe1Error): NackReason | undefined {
  return REASONS[error];
}

/** What a nack says. */
export interface NackFields {
  /** The agent that could not read. */
  readonly agent: Id;

  /** Its device, which signed. */
  readonly device: Id;

  /** The connection. */
  readonly connection: Id;

  /** The epoch. */
  readonly epochHash: Bytes32;

  /** The message; zero if no message of the epoch can be read. */
  readonly envelopeHash: Bytes32;

  /** Why. */
  readonly reason: NackReason;

  /** Unix milliseconds. */
  readonly created: number;
}

/**
 * A device (DSK) says that it could not read an epoch or a message, so that the sender seals the text again. It is a
 * claim of that device and moves nothing but the sender's own texts.
 */
export class Nack extends SignedRecord implements NackFields {
  /** Bytes of the record. */
  static readonly size = 185;

  readonly agent: Id;
  readonly device: Id;
  readonly connection: Id;
  readonly epochHash: Bytes32;
  readonly envelopeHash: Bytes32;
  readonly reason: NackReason;
  readonly created: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "nack");
    const reader = new WireReader(bytes);
    this.agent = reader.id();
    this.device = reader.id();
    this.connection = reader.id();
    this.epochHash = reader.bytes32();
    this.envelopeHash = reader.bytes32();
    this.reason = reader.byte() as NackReason;
    this.created = reader.uint53();
  }

  /** Signs a nack with the reading device's key. */
  static async issue(dsk: SigningKey, fields: NackFields): Promise<Nack> {
    const record = new Uint8Array(Nack.size);
    const writer = new WireWriter(record);
    writer.id(fields.agent);
    writer.id(fields.device);
    writer.id(fields.connection);
    writer.bytes32(fields.epochHash);
    writer.bytes32(fields.envelopeHash);
    writer.byte(fields.reason);
    writer.uint53(fields.created);
    await signRecord(dsk, "nack", record);
    return issued(Nack.parse(record), "Nack");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<Nack> {
    const error = check(bytes);
    return error === "None" ? accepted(new Nack(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== Nack.size) return "WrongLength";
  const reader = new WireReader(bytes, 112);
  const reason = reader.byte();
  if (reason < NackReason.prekeyGone || reason > NackReason.epochFork) return "UnknownValue";
  reader.uint53();
  return reader.numberTooLarge ? "NumberOutOfRange" : "None";
}
