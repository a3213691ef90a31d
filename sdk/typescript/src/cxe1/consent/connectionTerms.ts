import { toHex, utf8 } from "../../crypto/bytes.js";
import type { SigningKey } from "../../crypto/ed25519.js";
import { sha256 } from "../../crypto/hash.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, sha256Of, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { areAscending, compareIds } from "../bytes/sortedEntries.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { issued, SignedRecord, signRecord } from "../identity/signedRecord.js";
import {
  CATEGORY_TERMS_SIZE,
  type CategoryTerms,
  ConsentLevel,
  isKnownLevel,
  readCategoryTerms,
  writeCategoryTerms,
} from "./categoryTerms.js";
import { NO_PARTY, readParty, sameParty, type TermsParty, writeParty } from "./termsParty.js";

/** For which messages an owner's viewer must stand in the roster, as its byte. */
export const OwnerRead = {
  /** Only where the owner has to decide. */
  askedOnly: 0,
  /** For every message of the connection. */
  everything: 1,
} as const;

/** A value of `OwnerRead`. */
export type OwnerRead = (typeof OwnerRead)[keyof typeof OwnerRead];

/** What terms say. */
export interface TermsFields {
  /** The connection; in an offer the offer id. */
  readonly connection: Id;

  /** The side whose terms these are. */
  readonly own: TermsParty;

  /** The other side; `NO_PARTY` in an offer. */
  readonly peer: TermsParty;

  /** 1, 2, 3, ... */
  readonly version: number;

  /** The hash of the version before; zero for version 1. */
  readonly previousHash: Bytes32;

  /** Unix milliseconds. */
  readonly created: number;

  /** For which messages this side's owner's viewer must be in the roster. */
  readonly ownerRead: OwnerRead;

  /** At most 64 categories, none twice; what is not listed is never. */
  readonly categories: readonly CategoryTerms[];
}

const FIXED_SIZE = 222;

// Of the peer: agent, H(AIK), H(OIK).
const PEER_FIELDS = [[96, 16], [112, 32], [144, 32]] as const;

/**
 * One side's terms for one connection, signed by that side's owner (OIK). Epoch headers carry the hashes of both sides'
 * terms, so that a server cannot show the two sides different rules.
 */
export class ConnectionTerms extends SignedRecord implements TermsFields {
  /** Bytes of the longest record. */
  static readonly maxSize =
    FIXED_SIZE + Cxe1Limits.termsCategories * CATEGORY_TERMS_SIZE + Cxe1Limits.signatureSize;

  readonly connection: Id;
  readonly own: TermsParty;
  readonly peer: TermsParty;
  readonly version: number;
  readonly previousHash: Bytes32;
  readonly created: number;
  readonly ownerRead: OwnerRead;

  /** In ascending order of their ids. */
  readonly categories: readonly CategoryTerms[];

  private constructor(bytes: Uint8Array) {
    super(bytes, "terms");
    const reader = new WireReader(bytes);
    this.connection = reader.id();
    this.own = readParty(reader);
    this.peer = readParty(reader);
    this.version = reader.uint32();
    this.previousHash = reader.bytes32();
    this.created = reader.uint53();
    this.ownerRead = reader.byte() as OwnerRead;
    this.categories = Array.from({ length: reader.byte() }, () => readCategoryTerms(reader));
  }

  /**
   * Whether this is an inviter's first version, made for whoever holds the invite link: without a peer, and with the
   * offer id in the connection's place.
   */
  get isOffer(): boolean {
    return sameParty(this.peer, NO_PARTY);
  }

  /**
   * Whether this side's owner may have a viewer in a roster: it reads everything, or has to decide about something.
   */
  get admitsViewer(): boolean {
    return this.ownerRead === OwnerRead.everything
      || this.categories.some((entry) => entry.share === ConsentLevel.ask || entry.receive === ConsentLevel.ask);
  }

  /** What this side's agent may send of a category; never if it is not listed. */
  shareLevel(category: Id): ConsentLevel {
    return this.#find(category)?.share ?? ConsentLevel.never;
  }

  /** What this side's agent may receive of a category; never if it is not listed. */
  receiveLevel(category: Id): ConsentLevel {
    return this.#find(category)?.receive ?? ConsentLevel.never;
  }

  /**
   * Signs terms.
   * @param oik The owner's identity key.
   * @param fields The version and the hash before are those after `previous`.
   * @param previous The version before; undefined for the first.
   */
  static async issue(
    oik: SigningKey,
    fields: Omit<TermsFields, "version" | "previousHash">,
    previous?: ConnectionTerms): Promise<ConnectionTerms> {
    const version = (previous?.version ?? 0) + 1;
    const record = write({ ...fields, version, previousHash: previous?.hash ?? ZERO_BYTES32 });
    await signRecord(oik, "terms", record);
    return issued(ConnectionTerms.parse(record), "ConnectionTerms");
  }

  /**
   * Signs an offer: the inviter's first version, before anybody has accepted.
   * @param oik The inviting owner's identity key.
   * @param secret The 32 bytes of the invite link.
   * @param fields The acceptor sees them before accepting.
   */
  static issueOffer(
    oik: SigningKey,
    secret: Uint8Array,
    fields: Pick<TermsFields, "own" | "created" | "ownerRead" | "categories">): Promise<ConnectionTerms> {
    return ConnectionTerms.issue(oik, { ...fields, connection: offerIdOf(secret), peer: NO_PARTY });
  }

  /** The hash that terms with these values have, whoever signs them or not. */
  static hashOf(fields: TermsFields): Bytes32 {
    const record = write(fields);
    return sha256Of(record.subarray(0, record.length - Cxe1Limits.signatureSize));
  }

  /** Checks the form and reads the fields. */
  static parse(bytes: Uint8Array): Result<ConnectionTerms> {
    const error = check(bytes);
    return error === "None" ? accepted(new ConnectionTerms(bytes)) : refused(error);
  }

  #find(category: Id): CategoryTerms | undefined {
    return this.categories.find((entry) => entry.category === category);
  }
}

/**
 * The offer id of an invite: the first 16 bytes of SHA-256("CXE1 offer" || secret). It binds an offer to one link, so
 * that no server can use it for another connection.
 * @param secret The 32 bytes of the invite link.
 */
export function offerIdOf(secret: Uint8Array): Id {
  if (secret.length !== 32) throw new RangeError("A secret has 32 bytes.");
  return toHex(sha256(utf8("CXE1 offer"), secret).subarray(0, 16));
}

/** The record without its signature, whose place is left zero. */
function write(fields: TermsFields): Uint8Array {
  const sorted = [...fields.categories].sort((left, right) => compareIds(left.category, right.category));
  const record = new Uint8Array(FIXED_SIZE + sorted.length * CATEGORY_TERMS_SIZE + Cxe1Limits.signatureSize);
  const writer = new WireWriter(record);
  writer.id(fields.connection);
  writeParty(writer, fields.own);
  writeParty(writer, fields.peer);
  writer.uint32(fields.version);
  writer.bytes32(fields.previousHash);
  writer.uint53(fields.created);
  writer.byte(fields.ownerRead);
  writer.byte(sorted.length);
  for (const entry of sorted) writeCategoryTerms(writer, entry);
  return record;
}

function check(bytes: Uint8Array): Cxe1Error {
  if (bytes.length < FIXED_SIZE + Cxe1Limits.signatureSize) return "WrongLength";
  const count = bytes[FIXED_SIZE - 1] as number;
  if (bytes.length !== FIXED_SIZE + count * CATEGORY_TERMS_SIZE + Cxe1Limits.signatureSize) return "WrongLength";
  const reader = new WireReader(bytes, 176);
  const version = reader.uint32();
  const isFirst = reader.bytes32() === ZERO_BYTES32;
  reader.uint53();
  if (reader.byte() > OwnerRead.everything) return "UnknownValue";
  reader.byte();
  for (let i = 0; i < count; i++) {
    const { share, receive } = readCategoryTerms(reader);
    if (!isKnownLevel(share) || !isKnownLevel(receive)) return "UnknownValue";
  }
  if (reader.numberTooLarge || version === 0 || isFirst !== (version === 1) || count > Cxe1Limits.termsCategories)
    return "NumberOutOfRange";
  const zeros = PEER_FIELDS.filter(([offset, length]) => isZero(bytes.subarray(offset, offset + length))).length;
  if (version !== 1 && zeros === PEER_FIELDS.length) return "NumberOutOfRange";
  const entries = bytes.subarray(FIXED_SIZE, FIXED_SIZE + count * CATEGORY_TERMS_SIZE);
  if (!areAscending(entries, CATEGORY_TERMS_SIZE, 16)) return "NotSorted";
  return zeros === 0 || zeros === PEER_FIELDS.length ? "None" : "WrongIdentity";
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
