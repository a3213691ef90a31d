/** Why bytes are not a canonical envelope, in order of precedence. */
export const ENVELOPE_ERRORS = [
  /** No refusal. */
  "None",
  /** Shorter than header, signature and the smallest bucket, or longer than with the largest. */
  "WrongLength",
  /** The version is not 1. */
  "UnknownVersion",
  /** The suite is unknown or reserved. */
  "UnknownSuite",
  /** The type is not a message. */
  "UnknownType",
  /** n is 100 or more. */
  "IndexOutOfRange",
  /** The sequence is 0 or above 2^53-1. */
  "SequenceOutOfRange",
  /** The requested level is neither auto nor ask. */
  "UnknownRequestedLevel",
  /** The time of creation is above 2^53-1. */
  "CreatedOutOfRange",
  /** The time to live is 0 or above 7 days. */
  "TimeToLiveOutOfRange",
  /** hop is above max hops. */
  "HopAboveLimit",
  /** The origin is not one of the four. */
  "UnknownOrigin",
  /** A taint bit that is not defined. */
  "UnknownTaint",
  /** The log fields are not zero; the log does not exist yet. */
  "LogNotZero",
  /** The bucket byte is above 8, or is not the bucket of the ciphertext's length. */
  "BucketMismatch",
  /** What follows a delivered envelope is not at most one canonical approval of each side, in order. */
  "ApprovalsNotCanonical",
] as const;

/** One of `ENVELOPE_ERRORS`; "None" is no refusal. */
export type EnvelopeError = (typeof ENVELOPE_ERRORS)[number];

/** A refusal that is one. */
export type EnvelopeRefusal = Exclude<EnvelopeError, "None">;
