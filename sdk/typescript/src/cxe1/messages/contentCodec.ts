import { utf8 } from "../../crypto/bytes.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { readText } from "../bytes/text.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { Bucket } from "./bucket.js";
import { ContentLimits, ContentType, type MessageContent } from "./messageContent.js";

const CONTENT_VERSION = 1;
const PREFIX_SIZE = 44;

/**
 * Writes the body of a plaintext: a fixed prefix of 44 bytes that holds every length, then four texts in strict UTF-8.
 * @returns The bytes, or ContentTooLong, or InvalidText for a lone surrogate.
 */
export function writeContent(content: MessageContent): Result<Uint8Array> {
  const texts = [content.subject, content.note, content.schemaId ?? "", content.text];
  const [subject, note, schema, text] = texts.map(utf8) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const length = PREFIX_SIZE + subject.length + note.length + schema.length + text.length;
  if (!fitsLimits(subject.length, note.length, schema.length) || length > Bucket.maxBody)
    return refused("ContentTooLong");
  if (!texts.every((one) => one.isWellFormed())) return refused("InvalidText");
  const body = new Uint8Array(length);
  const writer = new WireWriter(body);
  writer.byte(CONTENT_VERSION);
  writer.byte(content.type);
  writer.id(content.threadId);
  writer.id(content.logicalId);
  writer.uint16(subject.length);
  writer.uint16(note.length);
  writer.uint16(schema.length);
  writer.uint32(text.length);
  for (const part of [subject, note, schema, text]) writer.bytes(part);
  return accepted(body);
}

/** Reads a body. */
export function readContent(body: Uint8Array): Result<MessageContent> {
  const error = checkPrefix(body);
  if (error !== "None") return refused(error);
  const reader = new WireReader(body, 1);
  const type = reader.byte() as ContentType;
  const threadId = reader.id();
  const logicalId = reader.id();
  const lengths = [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint32()];
  // Each text alone is strict UTF-8: a character may not reach over the border of two fields.
  const [subject, note, schema, text] = lengths.map((length) => readText(reader.take(length)));
  if (subject === undefined || note === undefined || schema === undefined || text === undefined)
    return refused("InvalidText");
  return accepted({ type, threadId, logicalId, subject, note, schemaId: schema === "" ? null : schema, text });
}

function checkPrefix(body: Uint8Array): Cxe1Error {
  if (body.length < PREFIX_SIZE) return "WrongLength";
  const reader = new WireReader(body, 34);
  const [subject, note, schema] = [reader.uint16(), reader.uint16(), reader.uint16()];
  if (PREFIX_SIZE + subject + note + schema + reader.uint32() !== body.length) return "WrongLength";
  if (body[0] !== CONTENT_VERSION) return "UnknownVersion";
  const type = body[1] as number;
  if (type < ContentType.text || type > ContentType.request) return "UnknownValue";
  return fitsLimits(subject, note, schema) ? "None" : "InvalidText";
}

function fitsLimits(subject: number, note: number, schema: number): boolean {
  return subject <= ContentLimits.subject && note <= ContentLimits.note && schema <= ContentLimits.schemaId;
}
