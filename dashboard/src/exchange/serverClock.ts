import type { Fetch } from "@contextexchange/sdk";

/** A `Date` header says the second that has begun, and a server may take it from a second ago. */
const slack = 2_000;

/** From here on what is signed and what expires is judged wrongly on this device. */
const muchOff = 2 * 60_000;

/**
 * What the server's clock shows, learnt from the dates of its answers. For what a person is shown: whether a signature
 * holds is judged by the device's own clock, which the server must not set.
 */
export class ServerClock {
  readonly #listeners = new Set<() => void>();
  readonly #deviceNow: () => number;
  #ahead = 0;

  /** @param deviceNow Milliseconds since 1970 on this device's clock. */
  constructor(deviceNow: () => number = () => Date.now()) {
    this.#deviceNow = deviceNow;
  }

  readonly now = (): number => this.#deviceNow() + this.#ahead;

  /** By how many milliseconds this device's clock is wrong, below zero where it is slow; 0 for less than 2 minutes. */
  readonly error = (): number => Math.abs(this.#ahead) < muchOff ? 0 : -this.#ahead;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same calls, whose answers' dates are learnt from. */
  watching(fetch: Fetch): Fetch {
    return async (url, init) => {
      const sent = this.#deviceNow();
      const response = await fetch(url, init);
      const date = Date.parse(response.headers.get("Date") ?? "");
      if (!Number.isNaN(date)) this.#learn(date, sent, this.#deviceNow());
      return response;
    };
  }

  #learn(date: number, sent: number, received: number): void {
    const isPossible = date >= sent + this.#ahead - slack && date <= received + this.#ahead;
    if (isPossible) return;
    this.#ahead = date - Math.round((sent + received - slack) / 2);
    for (const listener of this.#listeners) listener();
  }
}
