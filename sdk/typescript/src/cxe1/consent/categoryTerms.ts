import type { Id } from "../bytes/id.js";
import type { WireReader } from "../bytes/wireReader.js";
import type { WireWriter } from "../bytes/wireWriter.js";

/** What an agent may do with one category by itself, as the byte in signed terms: smaller is freer. */
export const ConsentLevel = {
  /** By itself. */
  auto: 0,
  /** Its owner decides each message. */
  ask: 1,
  /** Not allowed. */
  never: 2,
} as const;

/** A value of `ConsentLevel`. */
export type ConsentLevel = (typeof ConsentLevel)[keyof typeof ConsentLevel];

/** One side's levels for one category. */
export interface CategoryTerms {
  /** See `categoryId`. */
  readonly category: Id;

  /** What the agent may send. */
  readonly share: ConsentLevel;

  /** What the agent may receive. */
  readonly receive: ConsentLevel;
}

/** Bytes of one entry. */
export const CATEGORY_TERMS_SIZE = 18;

export function readCategoryTerms(reader: WireReader): CategoryTerms {
  return {
    category: reader.id(),
    share: reader.byte() as ConsentLevel,
    receive: reader.byte() as ConsentLevel,
  };
}

export function writeCategoryTerms(writer: WireWriter, terms: CategoryTerms): void {
  writer.id(terms.category);
  writer.byte(terms.share);
  writer.byte(terms.receive);
}

export function isKnownLevel(level: number): boolean {
  return level <= ConsentLevel.never;
}
