/** Lets one caller at a time through, in the order of their coming. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn. Whoever has it calls what is returned when it is over. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    let leave: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }

  /** Runs work in its turn. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
