import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { isLifeWithin } from "../bytes/lifetime.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { keyIdOf, SUITE } from "../bytes/suite.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

/** What a prekey is good for, as its byte. */
export const PrekeyKind = {
  /** SPK: used by anyone until it ends; the fallback. */
  signedPrekey: 1,
  /** OPK: opens one epoch. */
  oneTimePrekey: 2,
  /** RPK: made in an epoch header for one peer device, opens one epoch. */
  replyPrekey: 3,
} as const;

/** A value of `PrekeyKind`. */
export type PrekeyKind = (typeof PrekeyKind)[keyof typeof PrekeyKind];

const LONGEST_LIFE: Readonly<Record<PrekeyKind, number>> = {
  [PrekeyKind.signedPrekey]: Cxe1Limits.signedPrekeyLife,
  [PrekeyKind.oneTimePrekey]: Cxe1Limits.oneTimePrekeyLife,
  [PrekeyKind.replyPrekey]: Cxe1Limits.replyPrekeyLife,
};

/** A device's public key for wrapping epochs to it, signed by the device (DSK). */
export class Prekey extends SignedRecord {
  /** Bytes of the record in suite 0x0001. */
  static readonly size = 147;

  /** The agent. */
  readonly agent: Id;

  /** The device. */
  readonly device: Id;

  /** What the key is good for. */
  readonly kind: PrekeyKind;

  /** The X25519 public key. */
  readonly publicKey: Bytes32;

  /** SHA-256(suite || public key): the name of the key in rosters. */
  readonly keyId: Bytes32;

  /** Unix milliseconds. */
  readonly created: number;

  /** Unix milliseconds, excluded: no sender uses the key from here on. */
  readonly notAfter: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "prekey");
    const reader = new WireReader(bytes, 2);
    this.agent = reader.id();
    this.device = reader.id();
    this.kind = reader.byte() as PrekeyKind;
    this.publicKey = reader.bytes32();
    this.created = reader.uint53();
    this.notAfter = reader.uint53();
    this.keyId = keyIdOf(this.publicKey);
  }

  /** Whether a sender may use the key now; a key made up to 5 minutes ahead is taken, as clocks differ. */
  isUsableAt(now: number): boolean {
    return this.created <= now + Cxe1Limits.clockTolerance && now < this.notAfter;
  }

  /** Signs a prekey with the life of its kind: 7 days, 30 days, 24 hours. */
  static async issue(
    dsk: SigningKey,
    agent: Id,
    device: Id,
    kind: PrekeyKind,
    publicKey: Bytes32,
    created: number): Promise<Prekey> {
    const record = new Uint8Array(Prekey.size);
    const writer = new WireWriter(record);
    writer.uint16(SUITE);
    writer.id(agent);
    writer.id(device);
    writer.byte(kind);
    writer.bytes32(publicKey);
    writer.uint53(created);
    writer.uint53(created + LONGEST_LIFE[kind]);
    await signRecord(dsk, "prekey", record);
    return issued(Prekey.parse(record), "Prekey");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<Prekey> {
    const error = checkPrekey(bytes);
    return error === "None" ? accepted(new Prekey(bytes)) : refused(error);
  }
}

/** Whether bytes are a canonical prekey. */
export function checkPrekey(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== Prekey.size) return "WrongLength";
  const reader = new WireReader(bytes);
  if (reader.uint16() !== SUITE) return "UnknownSuite";
  reader.take(16 + 16);
  const longest = LONGEST_LIFE[reader.byte() as PrekeyKind] as number | undefined;
  if (longest === undefined) return "UnknownValue";
  reader.take(32);
  const created = reader.uint53();
  const notAfter = reader.uint53();
  if (reader.numberTooLarge) return "NumberOutOfRange";
  return isLifeWithin(created, notAfter, longest) ? "None" : "LifetimeOutOfRange";
}
