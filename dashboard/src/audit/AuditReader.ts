import { AuditCheck, type AuditCheckpoint, type AuditEntry, type AuditFinding } from "@contextexchange/sdk";

/** What the page knows of the audit log. A new object each time something changes. */
export interface AuditView {
  /** `stopped`: a page could not be read; `read` goes on there. */
  readonly state: "reading" | "done" | "stopped";
  /** Oldest first, as far as they were read; nothing of the order is put right. */
  readonly records: readonly AuditEntry[];
  readonly finding: AuditFinding;
  readonly error: unknown;
}

/** Reads records after a position, at most `pageSize`. */
export type ReadPage = (after: number, signal: AbortSignal) => Promise<readonly AuditEntry[]>;

const pageSize = 200;

/** Reads an audit log page by page and checks its chain on the way. */
export class AuditReader {
  readonly #readPage: ReadPage;
  readonly #check: AuditCheck;
  readonly #listeners = new Set<() => void>();
  #view: AuditView;

  /** @param known What was seen of the log before; null where nothing was. */
  constructor(readPage: ReadPage, known: AuditCheckpoint | null) {
    this.#readPage = readPage;
    this.#check = new AuditCheck(known);
    this.#view = { state: "reading", records: [], finding: this.#check.finding, error: null };
  }

  readonly current = (): AuditView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads from where it is to the end. */
  async read(signal: AbortSignal): Promise<void> {
    try {
      this.#set({ state: "reading", error: null });
      while (!signal.aborted) {
        const after = this.#view.records.at(-1)?.position ?? 0;
        const page = await this.#readPage(after, signal);
        for (const record of page) this.#check.add(record);
        const records = page.length === 0 ? this.#view.records : [...this.#view.records, ...page];
        // A server that shows the same page again would show it for ever.
        const isLast = page.length < pageSize || (records.at(-1)?.position ?? 0) <= after;
        this.#set({
          records, state: isLast ? "done" : "reading", finding: isLast ? this.#check.end() : this.#check.finding,
        });
        if (isLast) return;
      }
    } catch (error) {
      if (!signal.aborted) this.#set({ state: "stopped", error });
    }
  }

  #set(change: Partial<AuditView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
