import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, sha256Of } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { verifyDigest } from "../bytes/signatures.js";
import { SUITE } from "../bytes/suite.js";
import { WireReader } from "../bytes/wireReader.js";
import { Bucket, ciphertextSize } from "./bucket.js";
import type { EnvelopeError, EnvelopeRefusal } from "./envelopeError.js";
import { type EnvelopeHeader, Origin, readEnvelopeHeader, RequestedLevel, Taint } from "./envelopeHeader.js";
import { EnvelopeLayout } from "./envelopeLayout.js";

/**
 * A canonical envelope. Parsing checks the bytes' form only; `ciphertextMatches` and `verifySignature` are separate
 * because they cost more.
 */
export class EnvelopeView {
  /** Bytes of an envelope beyond its padded plaintext: header, signature and tag. */
  static readonly overhead = EnvelopeLayout.headerSize + Cxe1Limits.signatureSize + EnvelopeLayout.tagSize;

  /** Bytes of the shortest envelope. */
  static readonly minSize = EnvelopeLayout.ciphertext + Bucket.smallestSize;

  /** Bytes of the longest envelope. */
  static readonly maxSize = EnvelopeLayout.ciphertext + Bucket.largestSize;

  /** The whole envelope. Must not be changed. */
  readonly bytes: Uint8Array;

  /** The fields that the sender signed. */
  readonly fields: EnvelopeHeader;

  /** SHA-256 of the header: the envelope's name. */
  readonly hash: Bytes32;

  private constructor(source: Uint8Array) {
    // A copy, so that a buffer which is used again cannot change what was checked.
    this.bytes = source.slice();
    this.fields = readEnvelopeHeader(this.bytes);
    this.hash = sha256Of(this.header);
  }

  /** The 323 bytes that the envelope's hash and signature cover. */
  get header(): Uint8Array {
    return this.bytes.subarray(0, EnvelopeLayout.headerSize);
  }

  /** H0: the header without the ciphertext's hash, the associated data of the encryption. */
  get h0(): Uint8Array {
    return this.bytes.subarray(0, EnvelopeLayout.h0Size);
  }

  /** The device's 64-byte signature. */
  get signature(): Uint8Array {
    return this.bytes.subarray(EnvelopeLayout.signature, EnvelopeLayout.ciphertext);
  }

  /** Ciphertext and tag. */
  get ciphertext(): Uint8Array {
    return this.bytes.subarray(EnvelopeLayout.ciphertext);
  }

  /** Unix milliseconds: created + time to live. No approval of the message is good for longer. */
  get end(): number {
    return this.fields.created + this.fields.timeToLive * Cxe1Limits.second;
  }

  /** Whether the ciphertext is the one that the header names. */
  ciphertextMatches(): boolean {
    const named = new WireReader(this.bytes, EnvelopeLayout.ciphertextHash).bytes32();
    return sha256Of(this.ciphertext) === named;
  }

  /** Whether the device that owns this key signed the header. */
  verifySignature(dsk: Bytes32): Promise<boolean> {
    return verifyDigest(dsk, "msg", this.hash, this.signature);
  }

  /** Checks the form of an envelope. */
  static parse(bytes: Uint8Array): Result<EnvelopeView, EnvelopeRefusal> {
    const error = check(bytes);
    return error === "None" ? accepted(new EnvelopeView(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): EnvelopeError {
  if (bytes.length < EnvelopeView.minSize || bytes.length > EnvelopeView.maxSize) return "WrongLength";
  if (bytes[EnvelopeLayout.version] !== Cxe1Limits.version) return "UnknownVersion";
  if (at(bytes, EnvelopeLayout.suite).uint16() !== SUITE) return "UnknownSuite";
  if (bytes[EnvelopeLayout.type] !== EnvelopeLayout.messageType) return "UnknownType";
  if (at(bytes, EnvelopeLayout.index).uint32() >= Cxe1Limits.messagesPerEpoch) return "IndexOutOfRange";
  // A number that is too large is read as 0.
  if (at(bytes, EnvelopeLayout.sequence).uint53() === 0) return "SequenceOutOfRange";
  if (byte(bytes, EnvelopeLayout.requested) > RequestedLevel.ask) return "UnknownRequestedLevel";
  const created = at(bytes, EnvelopeLayout.created);
  created.uint53();
  if (created.numberTooLarge) return "CreatedOutOfRange";
  const timeToLive = created.uint32();
  if (timeToLive === 0 || timeToLive > Cxe1Limits.maxTimeToLiveSeconds) return "TimeToLiveOutOfRange";
  if (byte(bytes, EnvelopeLayout.hop) > byte(bytes, EnvelopeLayout.maxHops)) return "HopAboveLimit";
  const origin = byte(bytes, EnvelopeLayout.origin);
  if (origin < Origin.human || origin > Origin.web) return "UnknownOrigin";
  if ((at(bytes, EnvelopeLayout.taint).uint16() & ~Taint.all) !== 0) return "UnknownTaint";
  if (bytes.subarray(EnvelopeLayout.logSize, EnvelopeLayout.guard).some((one) => one !== 0)) return "LogNotZero";
  const bucket = byte(bytes, EnvelopeLayout.bucket);
  return bucket < Bucket.count && bytes.length === EnvelopeLayout.ciphertext + ciphertextSize(bucket)
    ? "None"
    : "BucketMismatch";
}

function at(bytes: Uint8Array, offset: number): WireReader {
  return new WireReader(bytes, offset);
}

function byte(bytes: Uint8Array, offset: number): number {
  return bytes[offset] as number;
}
