import type { Bytes32, Id } from "../src/cxe1/index.js";

// What the lines between a test and a peer carry. Ids and hashes are hexadecimal digits, other bytes base64url, texts
// themselves; numbers stand for the bytes of the protocol's tables.

/** base64url without padding. */
export type Bytes = string;

/** Who an agent is. */
export interface IdentityLine {
  readonly agent: Id;
  readonly aik: Bytes32;
  readonly oik: Bytes32;
}

/** Everything that one side has published. */
export interface PublishedLine {
  readonly identity: IdentityLine;
  readonly certificate: Bytes;
  readonly lists: readonly Bytes[];
  readonly certificates: readonly Bytes[];
  readonly prekeys: readonly Bytes[];
  readonly viewers: readonly Bytes[];
  readonly terms: readonly Bytes[];
  readonly rotations?: readonly Bytes[] | null;
}

/** One viewer with its private key. */
export interface ViewerLine {
  readonly viewer: Id;
  readonly ovk: Bytes;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A row of a device's store. */
export interface RowLine {
  readonly table: number;
  readonly key: Bytes;
  readonly value: Bytes;
}

/** All secrets of one side, with which another program can stand in for it. */
export interface SecretsLine {
  readonly oik: Bytes;
  readonly aik: Bytes;
  readonly viewers: readonly ViewerLine[];
  readonly published: PublishedLine;
  readonly devices: readonly (readonly RowLine[])[];
}

/** What terms say. */
export interface TermsLine {
  readonly ownerRead: 0 | 1;
  readonly categories: readonly { readonly category: Id; readonly share: 0 | 1 | 2; readonly receive: 0 | 1 | 2 }[];

  /** The secret of an invite link: the terms are an offer. */
  readonly offer?: Bytes | null;
}

/** A message to seal. */
export interface DraftLine {
  readonly category: Id;
  readonly requested: 0 | 1;
  readonly timeToLive: number;
  readonly rootId?: Id | null;
  readonly parentId?: Id | null;
  readonly hop: number;
  readonly maxHops: number;
  readonly budget: number;
  readonly origin: 1 | 2 | 3 | 4;
  readonly taint: number;
  readonly type: 1 | 2 | 3 | 4 | 5;
  readonly threadId: Id;
  readonly logicalId: Id;
  readonly subject: string;
  readonly note: string;
  readonly schemaId?: string | null;
  readonly text: string;
}

/** What became of a draft. */
export interface SealedLine {
  readonly error: string;
  readonly envelopeHash?: Bytes32;
  readonly sequence?: number;
  readonly envelope?: Bytes;

  /** The record of the epoch, if the message opened one. */
  readonly epoch?: Bytes | undefined;
}

/** An epoch's record or a delivered message; exactly one is there. */
export interface ItemLine {
  readonly epoch?: Bytes | null;
  readonly message?: Bytes | null;
}

/** What was read. */
export interface MessageLine extends DraftLine {
  readonly envelopeHash: Bytes32;
  readonly envelopeId: Id;
  readonly senderDevice: Id;
  readonly sequence: number;
  readonly index: number;
  readonly termsVersion: number;
  readonly created: number;
}

/** What became of an item. */
export interface ReadLine {
  readonly error: string;
  readonly isDuplicate?: boolean;
  readonly hasPredecessor?: boolean;
  readonly message?: MessageLine | undefined;
}
