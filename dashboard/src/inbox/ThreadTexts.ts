import type { Entry } from "@contextexchange/sdk";
import type { ThreadText } from "../keys/keyCalls.js";
import type { ThreadMessage } from "./threadMessage.js";

/** What of a conversation is open. A new object with each change. */
export interface TextsView {
  /** By envelopes' hashes. */
  readonly texts: ReadonlyMap<string, ThreadText>;
  /** Why nothing more opens; null where it does. */
  readonly error: unknown;
}

/** Opens messages, each in its place; `isFirst` asks for keys and contracts anew. */
export type OpenMessages = (entries: readonly Entry[], isFirst: boolean) => Promise<readonly ThreadText[]>;

const together = 50;

/** The texts of one conversation while the keys are open. Each message is opened once, the newest first. */
export class ThreadTexts {
  readonly #open: OpenMessages;
  readonly #listeners = new Set<() => void>();
  readonly #texts = new Map<string, ThreadText>();
  #view: TextsView = { texts: this.#texts, error: null };
  #wanted: readonly ThreadMessage[] = [];
  #isBusy = false;
  #isFirst = true;

  constructor(open: OpenMessages) {
    this.#open = open;
  }

  readonly current = (): TextsView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens those that are not open yet. */
  readonly want = (messages: readonly ThreadMessage[]): void => {
    this.#wanted = messages;
    if (!this.#isBusy) void this.#work();
  };

  async #work(): Promise<void> {
    this.#isBusy = true;
    try {
      for (let batch = this.#next(); batch.length > 0; batch = this.#next()) {
        const texts = await this.#open(batch.map(({ entry }) => entry), this.#isFirst);
        this.#isFirst = false;
        batch.forEach(({ hash }, place) => this.#texts.set(hash, texts[place]!));
        this.#set(null);
      }
    } catch (error) {
      // The next time that more is wanted it is tried again.
      this.#set(error);
    } finally {
      this.#isBusy = false;
    }
  }

  #next(): ThreadMessage[] {
    const batch: ThreadMessage[] = [];
    for (let at = this.#wanted.length - 1; at >= 0 && batch.length < together; at--)
      if (!this.#texts.has(this.#wanted[at]!.hash)) batch.unshift(this.#wanted[at]!);
    return batch;
  }

  #set(error: unknown): void {
    this.#view = { texts: this.#texts, error };
    for (const listener of this.#listeners) listener();
  }
}
