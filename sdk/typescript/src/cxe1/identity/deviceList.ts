import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { areAscending, compareIds } from "../bytes/sortedEntries.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { hashOfPublicKey } from "./agentIdentity.js";
import { issued, SignedRecord, signRecord } from "./signedRecord.js";

/** One device in an agent's signed device list. */
export interface ListedDevice {
  /** The device. */
  readonly device: Id;

  /** Its Ed25519 signing key, which outlives the certificates for it. */
  readonly dsk: Bytes32;

  /** Unix milliseconds at which the list first named it. */
  readonly added: number;
}

// The first byte, which tells the two records of purpose "device" apart.
const FORM = 2;
const FIXED_SIZE = 94;
const ENTRY_SIZE = 56;

/**
 * The devices of one agent, signed by its identity key (AIK). Every change is a new version that names the one before
 * by hash, so a server can neither add a device nor keep a revoked one.
 */
export class DeviceList extends SignedRecord {
  /** Bytes of the longest list. */
  static readonly maxSize = FIXED_SIZE + Cxe1Limits.devicesPerAgent * ENTRY_SIZE + Cxe1Limits.signatureSize;

  /** The agent. */
  readonly agent: Id;

  /** SHA-256 of the signing agent's key. */
  readonly aikHash: Bytes32;

  /** 1, 2, 3, ... */
  readonly version: number;

  /** Unix milliseconds from which this version is in force. */
  readonly created: number;

  /** The hash of the version before; zero for version 1. */
  readonly previousHash: Bytes32;

  /** 0 to 8 devices in ascending order of their ids. */
  readonly devices: readonly ListedDevice[];

  private constructor(bytes: Uint8Array) {
    super(bytes, "device");
    const reader = new WireReader(bytes, 1);
    this.agent = reader.id();
    this.aikHash = reader.bytes32();
    this.version = reader.uint32();
    this.created = reader.uint53();
    this.previousHash = reader.bytes32();
    this.devices = Array.from({ length: reader.byte() }, () => readDevice(reader));
  }

  /** The listed device with this id, if there is one. */
  find(device: Id): ListedDevice | undefined {
    return this.devices.find((listed) => listed.device === device);
  }

  /**
   * Signs a list.
   * @param aik The agent's identity key.
   * @param agent The agent.
   * @param created Unix milliseconds.
   * @param devices At most 8, in any order, no id twice.
   * @param previous The version before; undefined for the first.
   */
  static async issue(
    aik: SigningKey,
    agent: Id,
    created: number,
    devices: Iterable<ListedDevice>,
    previous?: DeviceList): Promise<DeviceList> {
    const sorted = [...devices].sort((left, right) => compareIds(left.device, right.device));
    const record = new Uint8Array(FIXED_SIZE + sorted.length * ENTRY_SIZE + Cxe1Limits.signatureSize);
    const writer = new WireWriter(record);
    writer.byte(FORM);
    writer.id(agent);
    writer.bytes32(hashOfPublicKey(aik));
    writer.uint32((previous?.version ?? 0) + 1);
    writer.uint53(created);
    writer.bytes32(previous?.hash ?? ZERO_BYTES32);
    writer.byte(sorted.length);
    for (const { device, dsk, added } of sorted) {
      writer.id(device);
      writer.bytes32(dsk);
      writer.uint53(added);
    }
    await signRecord(aik, "device", record);
    return issued(DeviceList.parse(record), "DeviceList");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<DeviceList> {
    const error = check(bytes);
    return error === "None" ? accepted(new DeviceList(bytes)) : refused(error);
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length < FIXED_SIZE + Cxe1Limits.signatureSize) return "WrongLength";
  const count = bytes[FIXED_SIZE - 1] as number;
  if (bytes.length !== FIXED_SIZE + count * ENTRY_SIZE + Cxe1Limits.signatureSize) return "WrongLength";
  const reader = new WireReader(bytes);
  if (reader.byte() !== FORM) return "UnknownValue";
  reader.take(16 + 32);
  const version = reader.uint32();
  reader.uint53();
  const isFirst = reader.bytes32() === ZERO_BYTES32;
  if (reader.numberTooLarge || version === 0 || isFirst !== (version === 1) || count > Cxe1Limits.devicesPerAgent)
    return "NumberOutOfRange";
  reader.byte();
  for (let i = 0; i < count; i++) readDevice(reader);
  if (reader.numberTooLarge) return "NumberOutOfRange";
  const entries = bytes.subarray(FIXED_SIZE, FIXED_SIZE + count * ENTRY_SIZE);
  return areAscending(entries, ENTRY_SIZE, 16) ? "None" : "NotSorted";
}

function readDevice(reader: WireReader): ListedDevice {
  return { device: reader.id(), dsk: reader.bytes32(), added: reader.uint53() };
}
