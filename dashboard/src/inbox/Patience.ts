const first = 1_000;
const longest = 30_000;

/** When to ask again for what has failed: later after each failure in a row. */
export class Patience {
  #delay = first;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Whether it is too early to ask again. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** It has failed. @param again Called when it may be asked for again; the newest one only. */
  failed(again: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      again();
    }, this.#delay);
    this.#delay = Math.min(this.#delay * 2, longest);
  }

  /** It has come. */
  succeeded(): void {
    this.end();
    this.#delay = first;
  }

  /** Nobody asks any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
