import { ExchangeError } from "../errors.js";

/** A bounded number of places for messages under way: who comes when all are taken waits in order, or is refused. */
export class Places {
  #left: number;
  #waiting: { take(): void; refuse(error: unknown): void }[] = [];

  constructor(count: number) {
    this.#left = count;
  }

  /**
   * Takes a place.
   * @throws {ExchangeError} `outbox-full` with `throw`; nothing was sealed.
   */
  async take(whenFull: "wait" | "throw", signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#left > 0) {
      this.#left--;
      return;
    }
    if (whenFull === "throw") {
      throw new ExchangeError(
        "outbox-full", "As many messages are under way as this client allows: wait for receipts.", { retryable: true });
    }
    await new Promise<void>((resolve, reject) => {
      const entry = {
        take: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
        refuse: reject,
      };
      const stop = (): void => {
        this.#waiting = this.#waiting.filter((one) => one !== entry);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#waiting.push(entry);
    });
  }

  /** Gives a place back. */
  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#left++;
    else next.take();
  }

  /** Refuses everybody who waits. */
  close(error: unknown): void {
    for (const { refuse } of this.#waiting.splice(0)) refuse(error);
  }
}
