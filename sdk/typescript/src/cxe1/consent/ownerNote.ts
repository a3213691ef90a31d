import type { SigningKey } from "../../crypto/ed25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { readText, writeText } from "../bytes/text.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { issued, SignedRecord, signRecord } from "../identity/signedRecord.js";
import { isKnownSide, type OwnerSide } from "./approval.js";

const FORM = 3;
const TEXT_OFFSET = 76;
const BODY_SIZE = 1_109;

/**
 * What an owner tells an agent when it sends a message back: a plain record that OIK signs. It travels only inside a
 * `SealedNote`. Its text is another owner's or the own owner's word, never an instruction by itself.
 */
export class OwnerNote extends SignedRecord {
  /** Bytes of the record, whatever the text's length. */
  static readonly size = BODY_SIZE + Cxe1Limits.signatureSize;

  /** The message that it is about. */
  readonly envelopeHash: Bytes32;

  /** The connection. */
  readonly connection: Id;

  /** The agent to whom it speaks. */
  readonly agent: Id;

  /** Whose owner speaks. */
  readonly side: OwnerSide;

  /** Unix milliseconds. */
  readonly created: number;

  /** The text; may be empty. Untrusted. */
  readonly text: string;

  private constructor(bytes: Uint8Array, text: string) {
    super(bytes, "approval");
    const reader = new WireReader(bytes, 1);
    this.envelopeHash = reader.bytes32();
    this.connection = reader.id();
    this.agent = reader.id();
    this.side = reader.byte() as OwnerSide;
    this.created = reader.uint53();
    this.text = text;
  }

  /**
   * Signs a note.
   * @param oik The owner's identity key.
   * @param fields The text has at most 1,024 bytes of UTF-8.
   * @throws RangeError if the text is too long or holds a lone surrogate.
   */
  static async issue(
    oik: SigningKey,
    fields: Pick<OwnerNote, "envelopeHash" | "connection" | "agent" | "side" | "created" | "text">,
  ): Promise<OwnerNote> {
    const text = writeText(fields.text);
    if (text === undefined || text.length > Cxe1Limits.noteText)
      throw new RangeError(`A note is well-formed text of at most ${Cxe1Limits.noteText} bytes.`);
    const record = new Uint8Array(OwnerNote.size);
    const writer = new WireWriter(record);
    writer.byte(FORM);
    writer.bytes32(fields.envelopeHash);
    writer.id(fields.connection);
    writer.id(fields.agent);
    writer.byte(fields.side);
    writer.uint53(fields.created);
    writer.uint16(text.length);
    writer.bytes(text);
    await signRecord(oik, "approval", record);
    return issued(OwnerNote.parse(record), "OwnerNote");
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<OwnerNote> {
    const error = check(bytes);
    if (error !== "None") return refused(error);
    const rest = bytes.subarray(TEXT_OFFSET, BODY_SIZE);
    const length = new WireReader(bytes, TEXT_OFFSET - 2).uint16();
    const text = readText(rest.subarray(0, length));
    if (text === undefined) return refused("InvalidText");
    return rest.subarray(length).some((byte) => byte !== 0)
      ? refused("PaddingNotCanonical")
      : accepted(new OwnerNote(bytes, text));
  }
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length !== OwnerNote.size) return "WrongLength";
  const reader = new WireReader(bytes);
  if (reader.byte() !== FORM) return "UnknownValue";
  reader.take(32 + 16 + 16);
  if (!isKnownSide(reader.byte())) return "UnknownValue";
  reader.uint53();
  const length = reader.uint16();
  return reader.numberTooLarge || length > Cxe1Limits.noteText ? "NumberOutOfRange" : "None";
}
