import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { type Bytes32, type Id, ZERO_ID } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { issued, SignedRecord, signRecord } from "../identity/signedRecord.js";

/** Which of the two owners decides about a message, or speaks about it, as its byte. */
export const OwnerSide = {
  /** The owner of the agent that sends. */
  sender: 1,
  /** The owner of the agent that is to receive. */
  recipient: 2,
} as const;

/** A value of `OwnerSide`. */
export type OwnerSide = (typeof OwnerSide)[keyof typeof OwnerSide];

/** What an owner decided about a message, as its byte. */
export const ApprovalDecision = {
  /** It may pass. */
  approve: 1,
  /** It may not; a record of it passes nothing. */
  refuse: 2,
} as const;

/** A value of `ApprovalDecision`. */
export type ApprovalDecision = (typeof ApprovalDecision)[keyof typeof ApprovalDecision];

/** What an approval says. */
export interface ApprovalFields {
  /** The envelope's hash. */
  readonly envelopeHash: Bytes32;

  /** The hash of the envelope's epoch. */
  readonly epochHash: Bytes32;

  /** The connection. */
  readonly connection: Id;

  /** The agent that is to receive the message. */
  readonly recipient: Id;

  /** Whose owner decided. */
  readonly side: OwnerSide;

  /** The hash of the sender's terms, as the epoch names it. */
  readonly senderTerms: Bytes32;

  /** The hash of the recipient's terms, as the epoch names it. */
  readonly recipientTerms: Bytes32;

  /** What was decided. */
  readonly decision: ApprovalDecision;

  /** Unix milliseconds; at most the message's end (created + time to live). */
  readonly expiry: number;

  /** 16 random bytes, not all zero. */
  readonly nonce: Id;
}

/**
 * An owner's decision about exactly one message under exactly one pair of terms, signed by the owner's identity key
 * (OIK). Whether a message needs it, and whether it holds, is judged by `checkConsent`.
 */
export class Approval extends SignedRecord implements ApprovalFields {
  /** Bytes of the record. */
  static readonly size = 250;

  readonly envelopeHash: Bytes32;
  readonly epochHash: Bytes32;
  readonly connection: Id;
  readonly recipient: Id;
  readonly side: OwnerSide;
  readonly senderTerms: Bytes32;
  readonly recipientTerms: Bytes32;
  readonly decision: ApprovalDecision;
  readonly expiry: number;
  readonly nonce: Id;

  private constructor(bytes: Uint8Array) {
    super(bytes, "approval");
    const reader = new WireReader(bytes);
    this.envelopeHash = reader.bytes32();
    this.epochHash = reader.bytes32();
    this.connection = reader.id();
    this.recipient = reader.id();
    this.side = reader.byte() as OwnerSide;
    this.senderTerms = reader.bytes32();
    this.recipientTerms = reader.bytes32();
    this.decision = reader.byte() as ApprovalDecision;
    this.expiry = reader.uint53();
    this.nonce = reader.id();
  }

  /**
   * Signs a decision.
   * @throws RangeError if a value is outside its range.
   */
  static async issue(oik: SigningKey, fields: ApprovalFields): Promise<Approval> {
    const record = new Uint8Array(Approval.size);
    const writer = new WireWriter(record);
    writer.bytes32(fields.envelopeHash);
    writer.bytes32(fields.epochHash);
    writer.id(fields.connection);
    writer.id(fields.recipient);
    writer.byte(fields.side);
    writer.bytes32(fields.senderTerms);
    writer.bytes32(fields.recipientTerms);
    writer.byte(fields.decision);
    writer.uint53(fields.expiry);
    writer.id(fields.nonce);
    await signRecord(oik, "approval", record);
    return issued(Approval.parse(record), "Approval");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<Approval> {
    const error = check(bytes);
    return error === "None" ? accepted(new Approval(bytes)) : refused(error);
  }
}

/** Whether a byte is a side. */
export function isKnownSide(side: number): boolean {
  return side === OwnerSide.sender || side === OwnerSide.recipient;
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== Approval.size) return "WrongLength";
  const reader = new WireReader(bytes, 96);
  if (!isKnownSide(reader.byte())) return "UnknownValue";
  reader.take(32 + 32);
  const decision = reader.byte();
  if (decision !== ApprovalDecision.approve && decision !== ApprovalDecision.refuse) return "UnknownValue";
  reader.uint53();
  const nonceIsZero = reader.id() === ZERO_ID;
  return reader.numberTooLarge || nonceIsZero ? "NumberOutOfRange" : "None";
}
