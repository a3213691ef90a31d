import { concat, fromHex, toHex, utf8 } from "../../crypto/bytes.js";
import { HPKE_ENCAPSULATION_SIZE, HPKE_TAG_SIZE, openBase, sealBase } from "../../crypto/hpke.js";
import { type FillRandom, systemRandom } from "../../crypto/random.js";
import type { AgreementKey } from "../../crypto/x25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { areAscending, compareIds } from "../bytes/sortedEntries.js";
import { SUITE } from "../bytes/suite.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { type Prekey, PrekeyKind } from "../identity/prekey.js";
import type { OwnerSide } from "./approval.js";
import { OwnerNote } from "./ownerNote.js";

/** Who reads a note. */
export interface NoteReader {
  readonly agent: Id;
  readonly device: Id;

  /** The private half of a prekey by its key id; undefined if it is gone. */
  privateKeyOf(keyId: Bytes32): Promise<AgreementKey | undefined>;
}

/** What a note must be about. */
export interface ExpectedNote {
  readonly envelopeHash: Bytes32;
  readonly connection: Id;

  /** Whose owner must speak. */
  readonly side: OwnerSide;

  /** The pinned identity key of the owner of that side. */
  readonly oik: Bytes32;
}

const KEY_ID = 16;
const ENCAPSULATION = KEY_ID + 32;
const CIPHERTEXT = ENCAPSULATION + HPKE_ENCAPSULATION_SIZE;
const ENTRY_SIZE = CIPHERTEXT + OwnerNote.size + HPKE_TAG_SIZE;

/**
 * An `OwnerNote`, sealed by HPKE to the signed prekey of each device of the agent to whom it speaks:
 * count 1 || entries ordered by device: device 16, key id 32, enc 32, ct 1,189.
 */
export class SealedNote {
  /** Bytes of the longest form: 8 devices. */
  static readonly maxSize = 1 + Cxe1Limits.devicesPerAgent * ENTRY_SIZE;

  /** The whole form. Must not be changed. */
  readonly bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.bytes = bytes.slice();
  }

  /** The devices that can open it, in ascending order. */
  get devices(): readonly Id[] {
    return Array.from({ length: this.bytes[0] as number }, (_, i) => toHex(this.#entry(i).subarray(0, KEY_ID)));
  }

  /**
   * Seals a note.
   * @param note The note.
   * @param prekeys One signed prekey (SPK) of each device of the agent, 1 to 8, verified.
   * @param random Where the one-time keys come from.
   * @throws RangeError for other prekeys, or one of small order.
   */
  static async seal(
    note: OwnerNote, prekeys: Iterable<Prekey>, random: FillRandom = systemRandom): Promise<SealedNote> {
    const sorted = [...prekeys].sort((left, right) => compareIds(left.device, right.device));
    if (sorted.length === 0 || sorted.length > Cxe1Limits.devicesPerAgent
      || sorted.some((prekey) => prekey.kind !== PrekeyKind.signedPrekey))
      throw new RangeError("1 to 8 signed prekeys are needed.");
    const entries: Uint8Array[] = [];
    for (const prekey of sorted) entries.push(await sealEntry(note, prekey, random));
    const parsed = SealedNote.parse(concat(Uint8Array.of(sorted.length), ...entries));
    if (!parsed.ok) throw new RangeError(`These prekeys make no valid note: ${parsed.error}.`);
    return parsed.value;
  }

  /** Checks the form. */
  static parse(bytes: Uint8Array): Result<SealedNote> {
    const error = check(bytes);
    return error === "None" ? accepted(new SealedNote(bytes)) : refused(error);
  }

  /**
   * Opens the note for one device.
   * @param device The reading device.
   * @param envelopeHash The message that the note must be about.
   * @param privateKeyOf The private half of a prekey by its key id; undefined if it is gone.
   * @returns The note, whose signature and fields the caller checks; or NotAReader, PrekeyGone, CannotOpen, or why the
   * record inside is not canonical.
   */
  async open(
    device: Id,
    envelopeHash: Bytes32,
    privateKeyOf: (keyId: Bytes32) => Promise<AgreementKey | undefined>): Promise<Result<OwnerNote>> {
    const index = this.devices.indexOf(device);
    if (index < 0) return refused("NotAReader");
    const entry = this.#entry(index);
    const key = await privateKeyOf(toHex(entry.subarray(KEY_ID, ENCAPSULATION)));
    if (key === undefined) return refused("PrekeyGone");
    const record = await openBase(
      key,
      entry.subarray(ENCAPSULATION, CIPHERTEXT),
      infoOf(envelopeHash),
      entry.subarray(0, ENCAPSULATION),
      entry.subarray(CIPHERTEXT));
    return record === undefined ? refused("CannotOpen") : OwnerNote.parse(record);
  }

  /**
   * Opens the note for one device and checks that it is about the message and from the owner.
   * @param reader The reading agent and device, and its prekeys' private halves.
   * @param expected What the note must be about and whose owner must have signed it.
   * @returns The note; the refusals of `open`, then WrongIdentity or SignatureInvalid.
   */
  async openChecked(reader: NoteReader, expected: ExpectedNote): Promise<Result<OwnerNote>> {
    const opened = await this.open(reader.device, expected.envelopeHash, (keyId) => reader.privateKeyOf(keyId));
    if (!opened.ok) return opened;
    const note = opened.value;
    if (note.envelopeHash !== expected.envelopeHash
      || note.connection !== expected.connection
      || note.agent !== reader.agent
      || note.side !== expected.side)
      return refused("WrongIdentity");
    return (await note.verifySignature(expected.oik)) ? opened : refused("SignatureInvalid");
  }

  #entry(index: number): Uint8Array {
    return this.bytes.subarray(1 + index * ENTRY_SIZE, 1 + (index + 1) * ENTRY_SIZE);
  }
}

async function sealEntry(note: OwnerNote, prekey: Prekey, random: FillRandom): Promise<Uint8Array> {
  const associatedData = new Uint8Array(ENCAPSULATION);
  const writer = new WireWriter(associatedData);
  writer.id(prekey.device);
  writer.bytes32(prekey.keyId);
  const sealed = await sealBase(
    fromHex(prekey.publicKey), infoOf(note.envelopeHash), associatedData, note.bytes, random);
  if (sealed === undefined) throw new RangeError("A prekey is of small order.");
  return concat(associatedData, sealed.encapsulation, sealed.ciphertext);
}

function infoOf(envelopeHash: Bytes32): Uint8Array {
  return concat(utf8("CXE1 note"), Uint8Array.of(SUITE >>> 8, SUITE & 0xff), fromHex(envelopeHash));
}

function check(bytes: Uint8Array): Cxe1Error {
  const count = bytes[0];
  if (count === undefined || bytes.length !== 1 + count * ENTRY_SIZE) return "WrongLength";
  if (count === 0 || count > Cxe1Limits.devicesPerAgent) return "NumberOutOfRange";
  return areAscending(bytes.subarray(1), ENTRY_SIZE, 16) ? "None" : "NotSorted";
}
