import { type Entry, ExchangeError, type EntryPage } from "@contextexchange/sdk";
import { DeliveredMessage } from "@contextexchange/sdk/cxe1";
import type { Fact } from "./figures.js";

/** What was read of one conversation so far. */
export interface ConversationFacts {
  /** Where the last page begins, which is read again the next time; null for the start. */
  readonly after: string | null;
  /** Of the pages before it. */
  readonly settled: readonly Fact[];
  /** Of the last page. */
  readonly tail: readonly Fact[];
  /** Everything was read that there is. */
  readonly isWhole: boolean;
}

export const nothingRead: ConversationFacts = { after: null, settled: [], tail: [], isWhole: false };

const mostPages = 50;
const stubHash = 40;

/** Reads a conversation from where it is, at most fifty pages; the texts stay sealed and are let go at once. */
export async function readOn(
  before: ConversationFacts, readPage: (after: string | null) => Promise<EntryPage>,
): Promise<ConversationFacts> {
  let { after } = before;
  const settled = [...before.settled];
  try {
    for (let pages = 0; pages < mostPages; pages++) {
      const { items, next } = await readPage(after);
      const facts = items.flatMap((item) => factOf(item) ?? []);
      if (next === null) return { after, settled, tail: facts, isWhole: true };
      settled.push(...facts);
      after = next;
    }
  } catch (error) {
    // The server was restored, or its oldest entries are gone: what was read before is no longer what there is.
    if (error instanceof ExchangeError && ["cursor-ahead", "cursor-expired"].includes(error.code) && after !== null)
      return nothingRead;
    throw error;
  }
  return { after, settled, tail: [], isWhole: false };
}

/** What an entry says to figures; null where it says nothing. */
export function factOf({ kind, at, body }: Entry): Fact | null {
  if (kind === "stub") return body.length <= stubHash ? null : { kind, at, hash: hexOf(body.subarray(stubHash)) };
  const delivered = kind === "message" ? DeliveredMessage.parse(body) : null;
  return delivered?.ok === true ? { kind: "message", at, hash: delivered.value.envelope.hash } : null;
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
