import type { ApprovalInfo, Verdict } from "@contextexchange/sdk";
import { isDecidedElsewhere } from "../exchange/refusals.js";

/** One decision of a person, not sent yet. */
export interface Decision {
  readonly held: ApprovalInfo;
  readonly verdict: Verdict;
  /** With `send-back` only. */
  readonly note: string;
}

/** What became of the decisions that were sent together. */
export interface Sent {
  readonly done: readonly Decision[];
  /** They were gone: somebody else decided, or they expired. */
  readonly elsewhere: readonly Decision[];
  readonly failed: readonly { readonly decision: Decision; readonly error: unknown }[];
}

/** Carries a decision out at the server. */
export type Send = (decision: Decision) => Promise<void>;

/** How long a decision can be taken back, in milliseconds. */
export const undoTime = 5_000;

interface Batch {
  readonly decisions: readonly Decision[];
  readonly timer: ReturnType<typeof setTimeout>;
  readonly sent: (sent: Sent) => void;
}

/**
 * Decisions wait some seconds before they are sent, so that they can be taken back. Each is sent once; a page that is
 * closed or hidden meanwhile sends them at once.
 */
export class Decisions {
  readonly #send: Send;
  readonly #batches = new Set<Batch>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #messages: ReadonlySet<string> = new Set();
  #unsent: ReadonlyMap<string, Decision> = new Map();

  constructor(send: Send) {
    this.#send = send;
  }

  /** The messages that were decided here and whose decision has not arrived yet: they are not offered again. */
  readonly current = (): ReadonlySet<string> => this.#messages;

  /** By message, the decisions without a confirmation: the messages are offered again, and so is what was chosen. */
  readonly unsent = (): ReadonlyMap<string, Decision> => this.#unsent;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether anything has not arrived at the server yet. */
  get isPending(): boolean {
    return this.#batches.size > 0 || this.#underWay.size > 0;
  }

  /**
   * Decides, to be sent in a moment.
   * @param sent Told what became of it; not called when it is taken back.
   * @returns Takes it back, if it has not been sent.
   */
  decide(decisions: readonly Decision[], sent: (sent: Sent) => void): () => boolean {
    const fresh = decisions.filter(({ held }) => !this.#messages.has(held.message));
    const batch: Batch = { decisions: fresh, sent, timer: setTimeout(() => this.#begin(batch), undoTime) };
    this.#batches.add(batch);
    this.#forget(fresh.map(({ held }) => held.message));
    this.#mark(fresh, true);
    return () => {
      if (!this.#batches.delete(batch)) return false;
      clearTimeout(batch.timer);
      this.#mark(fresh, false);
      return true;
    };
  }

  /** Sends everything that still could be taken back; settles when what is under way has its answer. */
  async flush(): Promise<void> {
    for (const batch of [...this.#batches]) this.#begin(batch);
    await Promise.all(this.#underWay);
  }

  #begin(batch: Batch): void {
    this.#batches.delete(batch);
    clearTimeout(batch.timer);
    const running = this.#carryOut(batch).finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  async #carryOut(batch: Batch): Promise<void> {
    const done: Decision[] = [];
    const elsewhere: Decision[] = [];
    const failed: { decision: Decision; error: unknown }[] = [];
    for (const decision of batch.decisions) {
      try {
        await this.#send(decision);
        done.push(decision);
      } catch (error) {
        if (isDecidedElsewhere(error)) elsewhere.push(decision);
        else failed.push({ decision, error });
      }
    }
    this.#unsent = new Map([
      ...this.#unsent, ...failed.map(({ decision }) => [decision.held.message, decision] as const),
    ]);
    // What failed is offered again; what is done leaves with the list, which is read anew before it is shown.
    this.#mark(failed.map(({ decision }) => decision), false);
    batch.sent({ done, elsewhere, failed });
  }

  /** Forgets messages that are not in the list any more. */
  prune(waiting: ReadonlySet<string>): void {
    const undecided = new Set([...this.#batches].flatMap(({ decisions }) => decisions.map(({ held }) => held.message)));
    const left = [...this.#messages].filter((message) => waiting.has(message) || undecided.has(message));
    this.#forget([...this.#unsent.keys()].filter((message) => !waiting.has(message)));
    if (left.length !== this.#messages.size) this.#set(new Set(left));
  }

  #forget(unsent: readonly string[]): void {
    const left = new Map(this.#unsent);
    for (const message of unsent) left.delete(message);
    if (left.size === this.#unsent.size) return;
    this.#unsent = left;
    for (const listener of this.#listeners) listener();
  }

  #mark(decisions: readonly Decision[], isDecided: boolean): void {
    const messages = new Set(this.#messages);
    for (const { held } of decisions) {
      if (isDecided) messages.add(held.message);
      else messages.delete(held.message);
    }
    this.#set(messages);
  }

  #set(messages: ReadonlySet<string>): void {
    this.#messages = messages;
    for (const listener of this.#listeners) listener();
  }
}
