import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { isLifeWithin } from "../bytes/lifetime.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { keyIdOf, SUITE } from "../bytes/suite.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { hashOfPublicKey } from "./agentIdentity.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

/** The owner's identity key (OIK) certifies the owner's viewer key (OVK), with which the owner reads. */
export class ViewerCertificate extends SignedRecord {
  /** Bytes of the record. */
  static readonly size = 162;

  /** The viewer's id, which stands in a roster where a device's id would. */
  readonly viewer: Id;

  /** The X25519 public key to wrap for. */
  readonly ovk: Bytes32;

  /** SHA-256 of the signing owner's key. */
  readonly oikHash: Bytes32;

  /** Unix milliseconds, included. */
  readonly notBefore: number;

  /** Unix milliseconds, excluded; at most 60 days after `notBefore`. */
  readonly notAfter: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "viewer");
    const reader = new WireReader(bytes, 2);
    this.viewer = reader.id();
    this.ovk = reader.bytes32();
    this.oikHash = reader.bytes32();
    this.notBefore = reader.uint53();
    this.notAfter = reader.uint53();
  }

  /** Whether the certificate is in force at a time, up to 5 minutes before its begin, as clocks differ. */
  isValidAt(now: number): boolean {
    return this.notBefore <= now + Cxe1Limits.clockTolerance && now < this.notAfter;
  }

  /** SHA-256(suite || OVK): the name of the key in rosters. */
  get keyId(): Bytes32 {
    return keyIdOf(this.ovk);
  }

  /**
   * Signs a certificate for a viewer key.
   * @throws RangeError if the life is not between 1 ms and 60 days.
   */
  static async issue(
    oik: SigningKey, viewer: Id, ovk: Bytes32, notBefore: number, notAfter: number): Promise<ViewerCertificate> {
    const record = new Uint8Array(ViewerCertificate.size);
    const writer = new WireWriter(record);
    writer.uint16(SUITE);
    writer.id(viewer);
    writer.bytes32(ovk);
    writer.bytes32(hashOfPublicKey(oik));
    writer.uint53(notBefore);
    writer.uint53(notAfter);
    await signRecord(oik, "viewer", record);
    return issued(ViewerCertificate.parse(record), "ViewerCertificate");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<ViewerCertificate> {
    const error = check(bytes);
    return error === "None" ? accepted(new ViewerCertificate(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== ViewerCertificate.size) return "WrongLength";
  const reader = new WireReader(bytes);
  if (reader.uint16() !== SUITE) return "UnknownSuite";
  reader.take(16 + 32 + 32);
  const notBefore = reader.uint53();
  const notAfter = reader.uint53();
  if (reader.numberTooLarge) return "NumberOutOfRange";
  return isLifeWithin(notBefore, notAfter, Cxe1Limits.viewerLife) ? "None" : "LifetimeOutOfRange";
}
