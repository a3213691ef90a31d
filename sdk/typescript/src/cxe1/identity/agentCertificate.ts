import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { hashOfPublicKey } from "./agentIdentity.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

/** The owner's identity key (OIK) certifies an agent's identity key (AIK). */
export class AgentCertificate extends SignedRecord {
  /** Bytes of the record. */
  static readonly size = 152;

  /** The agent. */
  readonly agent: Id;

  /** The agent's Ed25519 identity key. */
  readonly aik: Bytes32;

  /** SHA-256 of the signing owner's key. */
  readonly oikHash: Bytes32;

  /** Unix milliseconds. */
  readonly created: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "agent");
    const reader = new WireReader(bytes);
    this.agent = reader.id();
    this.aik = reader.bytes32();
    this.oikHash = reader.bytes32();
    this.created = reader.uint53();
  }

  /** Signs a new certificate. */
  static async issue(oik: SigningKey, agent: Id, aik: Bytes32, created: number): Promise<AgentCertificate> {
    const record = new Uint8Array(AgentCertificate.size);
    const writer = new WireWriter(record);
    writer.id(agent);
    writer.bytes32(aik);
    writer.bytes32(hashOfPublicKey(oik));
    writer.uint53(created);
    await signRecord(oik, "agent", record);
    return issued(AgentCertificate.parse(record), "AgentCertificate");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<AgentCertificate> {
    const error = check(bytes);
    return error === "None" ? accepted(new AgentCertificate(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== AgentCertificate.size) return "WrongLength";
  const reader = new WireReader(bytes);
  reader.take(16 + 32 + 32);
  reader.uint53();
  return reader.numberTooLarge ? "NumberOutOfRange" : "None";
}
