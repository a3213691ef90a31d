import { type Entry, ExchangeError, type EntryPage } from "@contextexchange/sdk";
import { DeliveredMessage } from "@contextexchange/sdk/cxe1";
import type { Fact } from "./figures.js";

/** What was read of one conversation so far: from its end back, and what has come since. */
export interface ConversationFacts {
  /** In the server's order. */
  readonly facts: readonly Fact[];
  /** The place before them; null at the conversation's start, and before anything was read. */
  readonly previous: string | null;
  /** The place after them; null before anything was read. */
  readonly last: string | null;
  /** Everything was read that was asked for. */
  readonly isWhole: boolean;
}

/** How the pages of a conversation are read. */
export interface FactPages {
  /** @param before `previous` of a page; null for the newest one. */
  before(before: string | null): Promise<EntryPage>;
  /** @param after `last` of a page. */
  after(after: string): Promise<EntryPage>;
}

export const nothingRead: ConversationFacts = { facts: [], previous: null, last: null, isWhole: false };

const mostPages = 50;
const stubHash = 40;

/**
 * Reads what is new of a conversation and then further back, at most fifty pages in all; the texts stay sealed and are
 * let go at once.
 * @param since Unix milliseconds: nothing before that is wanted.
 */
export async function readOn(before: ConversationFacts, pages: FactPages, since: number): Promise<ConversationFacts> {
  let { facts, previous, last } = before;
  let left = mostPages;
  try {
    while (last !== null && left-- > 0) {
      const page: EntryPage = await pages.after(last);
      facts = [...facts, ...factsOf(page)];
      last = page.last ?? last;
      if (page.next === null) break;
      if (left === 0) return { facts, previous, last, isWhole: false };
    }
    while ((last === null || previous !== null && (facts[0]?.at ?? since) >= since) && left-- > 0) {
      const page: EntryPage = await pages.before(previous);
      facts = [...factsOf(page), ...facts];
      previous = page.previous;
      last ??= page.last;
      // Nothing has been said yet.
      if (last === null) break;
    }
  } catch (error) {
    // The server was restored, or its oldest entries are gone: what was read before is no longer what there is.
    const isLost = error instanceof ExchangeError
      && ["malformed", "cursor-ahead", "cursor-expired"].includes(error.code);
    if (isLost && before.last !== null) return nothingRead;
    throw error;
  }
  return { facts, previous, last, isWhole: previous === null || (facts[0]?.at ?? since) < since };
}

const factsOf = ({ items }: EntryPage): Fact[] => items.flatMap((item) => factOf(item) ?? []);

/** What an entry says to figures; null where it says nothing. */
export function factOf({ kind, at, body }: Entry): Fact | null {
  if (kind === "stub") return body.length <= stubHash ? null : { kind, at, hash: hexOf(body.subarray(stubHash)) };
  const delivered = kind === "message" ? DeliveredMessage.parse(body) : null;
  return delivered?.ok === true ? { kind: "message", at, hash: delivered.value.envelope.hash } : null;
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
