import { utf8 } from "../../crypto/bytes.js";
import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { type Bytes32, type Id, sha256Of } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

/**
 * With this record a device (DSK) proves itself to a server. It names the server, so that a proof for one server is
 * worth nothing at another, and a device never signs a bare value that a server chose.
 */
export class ConnectProof extends SignedRecord {
  /** Bytes of the record. */
  static readonly size = 168;

  /** SHA-256 of the server's origin, see `hashOfOrigin`. */
  readonly originHash: Bytes32;

  /** The agent. */
  readonly agent: Id;

  /** The device. */
  readonly device: Id;

  /** The 32 bytes that the server chose for this one proof. */
  readonly nonce: Bytes32;

  /** Unix milliseconds, excluded. */
  readonly expiry: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "connect");
    const reader = new WireReader(bytes);
    this.originHash = reader.bytes32();
    this.agent = reader.id();
    this.device = reader.id();
    this.nonce = reader.bytes32();
    this.expiry = reader.uint53();
  }

  /**
   * SHA-256 of the origin in UTF-8 as RFC 6454 serialises it: lower-case scheme and host, the port only when it is not
   * the scheme's own, no slash at the end; for example https://cex.example.
   */
  static hashOfOrigin(origin: string): Bytes32 {
    return sha256Of(utf8(origin));
  }

  /** Signs a proof. */
  static async issue(
    dsk: SigningKey,
    originHash: Bytes32,
    agent: Id,
    device: Id,
    nonce: Bytes32,
    expiry: number): Promise<ConnectProof> {
    const record = new Uint8Array(ConnectProof.size);
    const writer = new WireWriter(record);
    writer.bytes32(originHash);
    writer.id(agent);
    writer.id(device);
    writer.bytes32(nonce);
    writer.uint53(expiry);
    await signRecord(dsk, "connect", record);
    return issued(ConnectProof.parse(record), "ConnectProof");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<ConnectProof> {
    const error = check(bytes);
    return error === "None" ? accepted(new ConnectProof(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== ConnectProof.size) return "WrongLength";
  const reader = new WireReader(bytes);
  reader.take(32 + 16 + 16 + 32);
  reader.uint53();
  return reader.numberTooLarge ? "NumberOutOfRange" : "None";
}
