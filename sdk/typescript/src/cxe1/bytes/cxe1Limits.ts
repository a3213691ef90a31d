const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every bound of the protocol, in one place; docs/protocol/cxe1.md gives the reasons. Times are milliseconds. */
export const Cxe1Limits = {
  /** The protocol version byte of envelopes and epoch headers. */
  version: 1,
  /** The largest number that any field carries, 2^53-1. */
  maxNumber: Number.MAX_SAFE_INTEGER,
  /** Bytes of an Ed25519 signature. */
  signatureSize: 64,
  /** Messages of one epoch; n is 0 to 99. */
  messagesPerEpoch: 100,
  /** How long a sender seals under one epoch. */
  epochLife: 60 * MINUTE,
  /** The least time between two epochs that are opened only because a peer sent a reply prekey. */
  replyEpochInterval: 30 * SECOND,
  /** The longest life of a device certificate. */
  deviceCertificateLife: 7 * DAY,
  /** The longest life of an owner viewer key; a new one is made every 30 days. */
  viewerLife: 60 * DAY,
  /** The life of a signed prekey. */
  signedPrekeyLife: 7 * DAY,
  /** How long a signed prekey's private half outlives it. */
  signedPrekeyGrace: 8 * DAY,
  /** How long peers may use a reply prekey. */
  replyPrekeyLife: 24 * HOUR,
  /** When an unused reply prekey's private half is destroyed, counted from its creation. */
  replyPrekeyKept: 9 * DAY,
  /** The longest life of a one-time prekey. */
  oneTimePrekeyLife: 30 * DAY,
  /** The longest time to live of a message, in seconds: 7 days. */
  maxTimeToLiveSeconds: 7 * 24 * 60 * 60,
  /** How long receiving chains, skipped keys and replay records are kept. */
  receivingStateKept: 8 * DAY,
  /** How far a clock may run ahead of the reader's. */
  clockTolerance: 5 * MINUTE,
  /** The time in which a roster need not yet name a device that was just added. */
  rosterGrace: 60 * SECOND,
  /** Skipped message keys that one device keeps. */
  skippedKeys: 1_000,
  /** Devices of one agent. */
  devicesPerAgent: 8,
  /** Entries of one epoch's roster. */
  rosterEntries: 32,
  /** Reply prekeys in one epoch header: 8 devices of the peer and 7 of the sender. */
  replyPrekeys: 15,
  /** Owner viewers of one side in one epoch. */
  viewersPerSide: 1,
  /** Terms of one side that a device remembers. */
  knownTerms: 1_024,
  /** Bytes of UTF-8 in a sealed note's text. */
  noteText: 1_024,
  /** One-time prekeys that one device has at the server when they were just filled up. */
  oneTimePrekeys: 100,
  /** Below this many one-time prekeys at the server a device fills them up. */
  oneTimePrekeysLow: 25,
  /** Categories in one side's terms. */
  termsCategories: 64,
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
} as const;
