import type { Clock } from "../../src/live/clock.js";

/** Time that a test moves. */
export class ManualClock implements Clock {
  #now: number;
  #sleeping: { readonly until: number; wake(): void }[] = [];
  #slept: (() => void) | null = null;

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = { until: this.#now + milliseconds, wake: resolve };
      this.#sleeping.push(entry);
      signal?.addEventListener("abort", () => {
        this.#sleeping = this.#sleeping.filter((one) => one !== entry);
        reject(signal.reason as Error);
      }, { once: true });
      this.#slept?.();
    });
  }

  /** How long those who sleep still sleep, shortest first. */
  get waits(): readonly number[] {
    return this.#sleeping.map(({ until }) => until - this.#now).sort((one, other) => one - other);
  }

  /** Completes when somebody sleeps for exactly so long. */
  async sleeper(milliseconds?: number): Promise<number> {
    while (true) {
      const found = this.waits.find((wait) => milliseconds === undefined || wait === milliseconds);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#slept = resolve;
      });
    }
  }

  /** Moves the time and wakes whoever it is time for. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#sleeping.filter(({ until }) => until <= this.#now);
    this.#sleeping = this.#sleeping.filter(({ until }) => until > this.#now);
    for (const { wake } of due) wake();
  }
}
