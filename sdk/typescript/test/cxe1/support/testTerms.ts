import { categoryId } from "../../../src/cxe1/bytes/id.js";
import { type CategoryTerms, ConsentLevel } from "../../../src/cxe1/consent/categoryTerms.js";

/** Categories whose levels the tests' default terms state, alike on both sides. */
export const TestCategory = {
  /** Auto and auto. */
  free: "schedule",
  /** The sender's owner is asked. */
  askToShare: "projects",
  /** The recipient's owner is asked. */
  askToReceive: "requests",
  /** Both owners are asked. */
  askBoth: "personal",
  /** May be received, never shared. */
  neverShared: "health",
  /** May be shared, never received. */
  neverReceived: "finances",
} as const;

export const LEVELS: readonly CategoryTerms[] = [
  level(TestCategory.free, ConsentLevel.auto, ConsentLevel.auto),
  level(TestCategory.askToShare, ConsentLevel.ask, ConsentLevel.auto),
  level(TestCategory.askToReceive, ConsentLevel.auto, ConsentLevel.ask),
  level(TestCategory.askBoth, ConsentLevel.ask, ConsentLevel.ask),
  level(TestCategory.neverShared, ConsentLevel.never, ConsentLevel.auto),
  level(TestCategory.neverReceived, ConsentLevel.auto, ConsentLevel.never),
];

/** Nothing asks anybody. */
export const NOTHING_ASKED: readonly CategoryTerms[] = [
  level(TestCategory.free, ConsentLevel.auto, ConsentLevel.auto),
];

export function level(category: string, share: ConsentLevel, receive: ConsentLevel): CategoryTerms {
  return { category: categoryId(category), share, receive };
}
