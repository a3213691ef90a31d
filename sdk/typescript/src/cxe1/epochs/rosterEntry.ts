import type { Bytes32, Id } from "../bytes/id.js";
import type { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { ROSTER_ENTRY_SIZE } from "./epochLayout.js";

/** What a roster entry names, as its byte. */
export const ReaderKind = {
  /** A device of one of the two agents. */
  device: 1,
  /** An owner's viewer key; its certificate's id stands in the device field. */
  ownerViewer: 2,
} as const;

/** A value of `ReaderKind`. */
export type ReaderKind = (typeof ReaderKind)[keyof typeof ReaderKind];

/** One reader of an epoch. */
export interface RosterEntry {
  /** The reader's agent; for a viewer, the agent of the side whose owner reads. */
  readonly agent: Id;

  /** The device, or the viewer's id. */
  readonly device: Id;

  /** What the entry names. */
  readonly kind: ReaderKind;

  /** SHA-256 of the agent's identity key (AIK), for a viewer of the owner's (OIK). */
  readonly identityHash: Bytes32;

  /** Which of the reader's keys the secret is wrapped for: SHA-256(suite || public key). */
  readonly keyId: Bytes32;
}

export function readRosterEntry(reader: WireReader): RosterEntry {
  return {
    agent: reader.id(),
    device: reader.id(),
    kind: reader.byte() as ReaderKind,
    identityHash: reader.bytes32(),
    keyId: reader.bytes32(),
  };
}

/** The 97 bytes of an entry. */
export function writeRosterEntry(entry: RosterEntry): Uint8Array {
  const bytes = new Uint8Array(ROSTER_ENTRY_SIZE);
  const writer = new WireWriter(bytes);
  writer.id(entry.agent);
  writer.id(entry.device);
  writer.byte(entry.kind);
  writer.bytes32(entry.identityHash);
  writer.bytes32(entry.keyId);
  return bytes;
}
