import { ExchangeError, type EntryPage } from "@contextexchange/sdk";
import { messageOf, type ThreadMessage } from "./threadMessage.js";

/** What is known of a conversation. A new object with each change. */
export interface ThreadView {
  /** Oldest first; null before the newest page was read. */
  readonly messages: readonly ThreadMessage[] | null;
  /** There is more before them. */
  readonly hasOlder: boolean;
}

/** How the pages of a conversation are read. */
export interface ThreadPages {
  /** @param before `previous` of a page; null for the newest one. */
  before(before: string | null): Promise<EntryPage>;
  /** @param after `last` of a page; null for the start. */
  after(after: string | null): Promise<EntryPage>;
}

// The server was restored, or its oldest entries are gone: places from before are unknown to it.
const lostPlaces = ["malformed", "cursor-ahead", "cursor-expired"];

/** A conversation as far as it was looked at: its newest page, what came since, and pages before it. */
export class Thread {
  readonly #pages: ThreadPages;
  readonly #listeners = new Set<() => void>();
  #view: ThreadView = { messages: null, hasOlder: false };
  #previous: string | null = null;
  #last: string | null = null;
  #turn: Promise<void> = Promise.resolve();
  #older: Promise<void> | null = null;

  constructor(pages: ThreadPages) {
    this.#pages = pages;
  }

  readonly current = (): ThreadView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads the newest page the first time, and what has come since then. */
  readonly refresh = (): Promise<void> => this.#inTurn(async () => {
    if (this.#view.messages === null) return this.#begin();
    await this.#orBegin(() => this.#readOn());
  });

  /** Reads the page before the oldest message; what asks meanwhile waits for the same page. */
  readonly readOlder = (): Promise<void> => {
    if (this.#older !== null) return this.#older;
    const reading = this.#inTurn(async () => {
      if (this.#previous !== null) await this.#orBegin(() => this.#readBack(this.#previous));
    }).finally(() => { if (this.#older === reading) this.#older = null; });
    this.#older = reading;
    return reading;
  };

  async #begin(): Promise<void> {
    const { items, previous, last } = await this.#pages.before(null);
    [this.#previous, this.#last] = [previous, last];
    this.#set(items.flatMap((entry) => messageOf(entry) ?? []));
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const { items, next, last } = await this.#pages.after(this.#last);
      this.#last = last ?? this.#last;
      const added = items.flatMap((entry) => messageOf(entry) ?? []);
      if (added.length > 0) this.#set([...this.#view.messages ?? [], ...added]);
      if (next === null) return;
    }
  }

  async #readBack(before: string | null): Promise<void> {
    const { items, previous } = await this.#pages.before(before);
    this.#previous = previous;
    // Who is told of this page may want the one before it at once.
    this.#older = null;
    this.#set([...items.flatMap((entry) => messageOf(entry) ?? []), ...this.#view.messages ?? []]);
  }

  async #orBegin(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ExchangeError) || !lostPlaces.includes(error.code)) throw error;
      await this.#begin();
    }
  }

  /** One after the other: both ends are moved by what was read before. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #set(messages: readonly ThreadMessage[]): void {
    this.#view = { messages, hasOlder: this.#previous !== null };
    for (const listener of this.#listeners) listener();
  }
}
