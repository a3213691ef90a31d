import { utf8 } from "../crypto/index.js";
import { idBytes, type Id } from "../wire/id.js";

/**
 * The SDK's own tables in a device's store, beside those of CXE1. The numbers are stored and never change their
 * meaning.
 */
export const ClientTable = {
  /** Ids, identity keys and names of this profile, by name. Holds secrets. */
  profile: 100,
  /** Invites that were made here: the secret of the link, by the invite's public id. */
  invites: 101,
  /** Pinned identities of peers, by agent: AIK 32, OIK 32, 16 (an earlier version's offer id, else zero), past keys. */
  peers: 102,
  /** Device lists seen, by agent and version. */
  deviceLists: 103,
  /** Device certificates seen, by agent and hash. */
  certificates: 104,
  /** The lineage that goes along with an answer until it is settled, by connection and sequence. */
  lineages: 105,
  /** Mailbox entries that the application has not acknowledged, by mailbox sequence. */
  deliveries: 106,
  /** When a text came here for the application, by connection and logical id. */
  handled: 107,
  /** The last mailbox sequence that is stored here. */
  position: 108,
  /** Viewer certificates seen, by agent and hash. */
  viewers: 109,
  /** Why a connection was stopped from this side, by peer: ASCII. */
  suspensions: 110,
  /** The owner's vault. Holds secrets. */
  owner: 111,
  /** Signed nacks that have not reached the server, by their hash: peer 16, record. */
  nacks: 112,
  /**
   * Mailbox entries of peers that wait to be trusted, by connection and number: kind 1, at 8, tag length 1, tag, body.
   */
  parked: 113,
  /** The lineage of answers as long as one may have to be sealed again, by the answered message. */
  sentLineages: 114,
  /** The offers that a connection came from, by connection: each the hash of the terms that accepted it 32, id 16. */
  offers: 115,
} as const;

/** A number as a key: eight big-endian bytes keep the order of numbers. */
export function numberKey(number: number): Uint8Array {
  const key = new Uint8Array(8);
  const view = new DataView(key.buffer);
  view.setUint32(0, Math.floor(number / 0x1_0000_0000));
  view.setUint32(4, number % 0x1_0000_0000);
  return key;
}

/** The number in a key or value, from an offset. */
export function readNumber(bytes: Uint8Array, offset = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(offset) * 0x1_0000_0000 + view.getUint32(offset + 4);
}

/** A text as a key or value. */
export const textKey = utf8;

/** The text in a value. */
export function readText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** An id as a key. */
export function idKey(id: Id): Uint8Array {
  return idBytes(id);
}
