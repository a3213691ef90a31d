import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { type Bytes32, type Id, ZERO_ID } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { rawPublicKey } from "./agentIdentity.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

/** Which identity key a rotation replaces, as its byte. */
export const RotatedKey = {
  /** An agent's identity key (AIK). */
  agent: 1,
  /** An owner's identity key (OIK). */
  owner: 2,
} as const;

/** A value of `RotatedKey`. */
export type RotatedKey = (typeof RotatedKey)[keyof typeof RotatedKey];

/**
 * An identity key names its successor and signs that. Who has pinned the old key may follow, loudly; a new key without
 * this record suspends the connection.
 */
export class Rotation extends SignedRecord {
  /** Bytes of the record. */
  static readonly size = 153;

  /** Which key is replaced. */
  readonly kind: RotatedKey;

  /** The agent; zero for an owner's key. */
  readonly agent: Id;

  /** The Ed25519 key that signed. */
  readonly oldKey: Bytes32;

  /** Its successor, another key. */
  readonly newKey: Bytes32;

  /** Unix milliseconds. */
  readonly created: number;

  private constructor(bytes: Uint8Array) {
    super(bytes, "rotate");
    const reader = new WireReader(bytes);
    this.kind = reader.byte() as RotatedKey;
    this.agent = reader.id();
    this.oldKey = reader.bytes32();
    this.newKey = reader.bytes32();
    this.created = reader.uint53();
  }

  /** Signs a rotation of an agent's identity key. */
  static ofAgent(oldAik: SigningKey, agent: Id, newAik: Bytes32, created: number): Promise<Rotation> {
    return issue(oldAik, RotatedKey.agent, agent, newAik, created);
  }

  /** Signs a rotation of an owner's identity key. */
  static ofOwner(oldOik: SigningKey, newOik: Bytes32, created: number): Promise<Rotation> {
    return issue(oldOik, RotatedKey.owner, ZERO_ID, newOik, created);
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<Rotation> {
    const error = check(bytes);
    return error === "None" ? accepted(new Rotation(bytes)) : refused(error);
  }
}

async function issue(
  old: SigningKey, kind: RotatedKey, agent: Id, newKey: Bytes32, created: number): Promise<Rotation> {
  const record = new Uint8Array(Rotation.size);
  const writer = new WireWriter(record);
  writer.byte(kind);
  writer.id(agent);
  writer.bytes32(rawPublicKey(old));
  writer.bytes32(newKey);
  writer.uint53(created);
  await signRecord(old, "rotate", record);
  return issued(Rotation.parse(record), "Rotation");
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== Rotation.size) return "WrongLength";
  const reader = new WireReader(bytes);
  const kind = reader.byte();
  if (kind !== RotatedKey.agent && kind !== RotatedKey.owner) return "UnknownValue";
  const agent = reader.id();
  const isSame = reader.bytes32() === reader.bytes32();
  reader.uint53();
  if (reader.numberTooLarge) return "NumberOutOfRange";
  return isSame || (kind === RotatedKey.owner && agent !== ZERO_ID) ? "WrongIdentity" : "None";
}
