import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, ZERO_BYTES32, ZERO_ID } from "../bytes/id.js";
import { SUITE } from "../bytes/suite.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { EnvelopeLayout } from "./envelopeLayout.js";

/** What the sender's own terms demand for a message, as its byte. */
export const RequestedLevel = {
  /** The agent may send by itself. */
  auto: 0,
  /** The sender's owner decides first. */
  ask: 1,
} as const;

/** A value of `RequestedLevel`. */
export type RequestedLevel = (typeof RequestedLevel)[keyof typeof RequestedLevel];

/** Who composed the text, as its byte. There is no 0, so that a forgotten field is not taken for a human. */
export const Origin = {
  /** A human typed it. */
  human: 1,
  /** A language model wrote it. */
  model: 2,
  /** A tool's output, passed on as it was. */
  tool: 3,
  /** Text of the web, passed on as it was. */
  web: 4,
} as const;

/** A value of `Origin`. */
export type Origin = (typeof Origin)[keyof typeof Origin];

/** Bits of what untrusted material flowed into the text. Along a conversation bits are only ever added. */
export const Taint = {
  /** None is known. */
  none: 0,
  /** Text of the web. */
  web: 1,
  /** Output of a tool. */
  tool: 2,
  /** Text of another owner's agent. */
  peer: 4,
  /** A file of unknown author. */
  file: 8,
  /** All bits of this version; any other is refused. */
  all: 15,
} as const;

/**
 * The fields of an envelope's header that a sender chooses. Sealing fills in the guard and the ciphertext's hash; the
 * log fields stay zero.
 */
export interface EnvelopeHeader {
  /** The envelope's own id, random. */
  readonly envelopeId: Id;

  /** The connection of the two agents. */
  readonly connection: Id;

  /** The sending agent. */
  readonly senderAgent: Id;

  /** The sending device. */
  readonly senderDevice: Id;

  /** The receiving agent. */
  readonly recipientAgent: Id;

  /** The epoch under which the message is sealed. */
  readonly epochHash: Bytes32;

  /** The message's place in its epoch, 0 to 99. */
  readonly index: number;

  /** The sender device's number on this connection: 1, 2, 3, ... */
  readonly sequence: number;

  /** See `categoryId`. */
  readonly category: Id;

  /** The version of the sender's terms. */
  readonly termsVersion: number;

  /** What the sender's terms demand. */
  readonly requested: RequestedLevel;

  /** Unix milliseconds of the sender's clock. */
  readonly created: number;

  /** Seconds, 1 to 604,800. */
  readonly timeToLive: number;

  /** The conversation's first message; fresh per connection. */
  readonly rootId: Id;

  /** The envelope that this one answers; zero for a first message. */
  readonly parentId: Id;

  /** 0 for a first message, else the parent's plus 1; at most `maxHops`. */
  readonly hop: number;

  /** The greatest hop of the conversation, 0 to 255. */
  readonly maxHops: number;

  /** What is left of the conversation's budget. */
  readonly budget: number;

  /** Who composed the text. */
  readonly origin: Origin;

  /** What flowed into it, bits of `Taint`. */
  readonly taint: number;

  /** The hash of this device's previous envelope on this connection; zero for the first. */
  readonly previousHash: Bytes32;

  /** 0 to 8. */
  readonly bucket: number;
}

/** Writes the header with a zero guard and a zero ciphertext hash into exactly 323 bytes. */
export function writeEnvelopeHeader(header: EnvelopeHeader, bytes: Uint8Array): void {
  const writer = new WireWriter(bytes);
  writer.byte(Cxe1Limits.version);
  writer.uint16(SUITE);
  writer.byte(EnvelopeLayout.messageType);
  writer.id(header.envelopeId);
  writer.id(header.connection);
  writer.id(header.senderAgent);
  writer.id(header.senderDevice);
  writer.id(header.recipientAgent);
  writer.bytes32(header.epochHash);
  writer.uint32(header.index);
  writer.uint53(header.sequence);
  writer.id(header.category);
  writer.uint32(header.termsVersion);
  writer.byte(header.requested);
  writer.uint53(header.created);
  writer.uint32(header.timeToLive);
  writer.id(header.rootId);
  writer.id(header.parentId);
  writer.byte(header.hop);
  writer.byte(header.maxHops);
  writer.uint32(header.budget);
  writer.byte(header.origin);
  writer.uint16(header.taint);
  writer.bytes32(header.previousHash);
  writer.uint53(0);
  writer.bytes32(ZERO_BYTES32);
  writer.id(ZERO_ID);
  writer.byte(header.bucket);
  writer.bytes32(ZERO_BYTES32);
}

/** Reads the fields of a header that `EnvelopeView` has found canonical. */
export function readEnvelopeHeader(bytes: Uint8Array): EnvelopeHeader {
  const reader = new WireReader(bytes, EnvelopeLayout.envelopeId);
  return {
    envelopeId: reader.id(),
    connection: reader.id(),
    senderAgent: reader.id(),
    senderDevice: reader.id(),
    recipientAgent: reader.id(),
    epochHash: reader.bytes32(),
    index: reader.uint32(),
    sequence: reader.uint53(),
    category: reader.id(),
    termsVersion: reader.uint32(),
    requested: reader.byte() as RequestedLevel,
    created: reader.uint53(),
    timeToLive: reader.uint32(),
    rootId: reader.id(),
    parentId: reader.id(),
    hop: reader.byte(),
    maxHops: reader.byte(),
    budget: reader.uint32(),
    origin: reader.byte() as Origin,
    taint: reader.uint16(),
    previousHash: reader.bytes32(),
    bucket: bytes[EnvelopeLayout.bucket] as number,
  };
}
