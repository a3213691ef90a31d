/**
 * Why CXE1 refuses, in order of precedence: if two apply, the earlier is returned. An expected refusal is always one of
 * these values, never an exception.
 */
export const CXE1_ERRORS = [
  /** No refusal. */
  "None",

  // Bytes that no honest writer makes.

  /** The record is shorter or longer than its table. */
  "WrongLength",
  /** The version byte is not 1. */
  "UnknownVersion",
  /** The suite is unknown or reserved. */
  "UnknownSuite",
  /** An enum value or flag bit that the table does not list. */
  "UnknownValue",
  /** A number or a count outside its range. */
  "NumberOutOfRange",
  /** An end before its beginning, or a life longer than the protocol allows. */
  "LifetimeOutOfRange",
  /** Entries that are not in ascending bytewise order, or a duplicate. */
  "NotSorted",
  /** Text that is not strict UTF-8, or longer than its limit. */
  "InvalidText",
  /** A plaintext whose padding is not zeros up to the smallest bucket. */
  "PaddingNotCanonical",
  /** An envelope that `EnvelopeView` refuses; its `EnvelopeError` tells why. */
  "MalformedEnvelope",

  // Records that are well formed but do not belong.

  /** The record names another agent, device, connection or signer key than the expected one. */
  "WrongIdentity",
  /** The signature does not verify. */
  "SignatureInvalid",
  /** The record's time has not begun, or it was made further ahead than clocks may differ. */
  "NotYetValid",
  /** The record's time is over. */
  "Expired",
  /** The record names a version of a device list that is newer than the ones known here: fetch and repeat. */
  "DirectoryStale",
  /** The device is not in the agent's signed device list. */
  "DeviceNotListed",

  // Epochs.

  /** The epoch names terms of a side that are not known here: fetch them and repeat. */
  "TermsUnknown",
  /** The epoch was opened under terms that had been replaced by then. */
  "TermsMismatch",
  /** The roster names a reader that the signed device lists do not. */
  "RosterNamesGhost",
  /** The roster leaves out a device that the signed device lists name. */
  "RosterOmitsDevice",
  /** The roster leaves out the viewer of an owner whose terms say that it reads every message. */
  "RosterOmitsViewer",
  /** The roster does not name this device. */
  "NotAReader",
  /** A second epoch with a number that this sender device has used on this connection. */
  "EpochFork",
  /** The private half of the prekey that the entry names is not (or no longer) here. */
  "PrekeyGone",
  /** The wrap does not open. */
  "WrapInvalid",
  /** The wrap opens to another secret than the one that the epoch commits to. */
  "CommitmentMismatch",

  // Messages.

  /** The epoch of the message is not known here: fetch its record and repeat. */
  "UnknownEpoch",
  /** The message's agent, device or connection are not those of the epoch's signer. */
  "WrongSender",
  /** The message is not addressed to the other side of its connection. */
  "WrongRecipient",
  /** The message was created outside the life of its epoch. */
  "OutsideEpoch",
  /** The ciphertext is not the one that the header names. */
  "CiphertextMismatch",
  /** The message states another version of its sender's terms than its epoch, or does not request what they demand. */
  "ConsentMismatch",
  /** The terms of a side say never for the message's category. */
  "NotAllowed",
  /** An owner must approve the message, and has not. */
  "ApprovalMissing",
  /** An approval that is not needed, not for this message, over, or not signed by that owner. */
  "ApprovalInvalid",
  /** Another envelope with this sender's sequence is known. */
  "SequenceReused",
  /** The envelope that this one names as its predecessor is not the one that is known. */
  "HistoryForked",
  /** The message key was used or dropped, and the message is not in the replay record. */
  "KeyGone",
  /** The ciphertext does not open. */
  "CannotOpen",

  // Sending.

  /** This device's own certificate is over or not the listed one: renew it first. */
  "OwnCertificateInvalid",
  /** A reader has no valid key. */
  "RecipientKeysExpired",
  /** A reader's key is one that nobody can wrap for (a point of small order). */
  "RecipientKeyInvalid",
  /** An owner must read or decide and has no viewer key in force. */
  "NoViewer",
  /** Nobody would be able to read the message. */
  "NoReaders",
  /** The content does not fit into the largest bucket or into its own limits. */
  "ContentTooLong",
] as const;

/** One of `CXE1_ERRORS`; "None" is no refusal. */
export type Cxe1Error = (typeof CXE1_ERRORS)[number];

/** A refusal that is one. */
export type Cxe1Refusal = Exclude<Cxe1Error, "None">;
