import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { isLifeWithin } from "../bytes/lifetime.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { hashOfPublicKey } from "./agentIdentity.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

// The first byte, which tells the two records of purpose "device" apart.
const FORM = 1;

/** The agent's identity key (AIK) certifies a device's signing key (DSK) for at most 7 days. */
export class DeviceCertificate extends SignedRecord {
  /** Bytes of the record. */
  static readonly size = 177;

  /** The agent. */
  readonly agent: Id;

  /** The device. */
  readonly device: Id;

  /** The device's Ed25519 key. */
  readonly dsk: Bytes32;

  /** SHA-256 of the signing agent's key. */
  readonly aikHash: Bytes32;

  /** Unix milliseconds, included. */
  readonly notBefore: number;

  /** Unix milliseconds, excluded; at most 7 days after `notBefore`. */
  readonly notAfter: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "device");
    const reader = new WireReader(bytes, 1);
    this.agent = reader.id();
    this.device = reader.id();
    this.dsk = reader.bytes32();
    this.aikHash = reader.bytes32();
    this.notBefore = reader.uint53();
    this.notAfter = reader.uint53();
  }

  /** Whether the certificate is in force at a time, up to 5 minutes before its begin, as clocks differ. */
  isValidAt(now: number): boolean {
    return this.notBefore <= now + Cxe1Limits.clockTolerance && now < this.notAfter;
  }

  /**
   * Signs a certificate for a device's key.
   * @throws RangeError if the life is not between 1 ms and 7 days.
   */
  static async issue(
    aik: SigningKey,
    agent: Id,
    device: Id,
    dsk: Bytes32,
    notBefore: number,
    notAfter: number): Promise<DeviceCertificate> {
    const record = new Uint8Array(DeviceCertificate.size);
    const writer = new WireWriter(record);
    writer.byte(FORM);
    writer.id(agent);
    writer.id(device);
    writer.bytes32(dsk);
    writer.bytes32(hashOfPublicKey(aik));
    writer.uint53(notBefore);
    writer.uint53(notAfter);
    await signRecord(aik, "device", record);
    return issued(DeviceCertificate.parse(record), "DeviceCertificate");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<DeviceCertificate> {
    const error = check(bytes);
    return error === "None" ? accepted(new DeviceCertificate(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== DeviceCertificate.size) return "WrongLength";
  const reader = new WireReader(bytes);
  if (reader.byte() !== FORM) return "UnknownValue";
  reader.take(16 + 16 + 32 + 32);
  const notBefore = reader.uint53();
  const notAfter = reader.uint53();
  if (reader.numberTooLarge) return "NumberOutOfRange";
  return isLifeWithin(notBefore, notAfter, Cxe1Limits.deviceCertificateLife) ? "None" : "LifetimeOutOfRange";
}
