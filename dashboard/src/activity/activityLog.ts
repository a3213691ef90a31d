import { activityEventOf, type ActivityEvent, type ExchangeApi } from "@contextexchange/sdk";

/** An event in a list. */
export interface SeenEvent extends ActivityEvent {
  /** Its name, the same over reconnections. */
  readonly key: string;
}

export type StreamState = "connecting" | "live" | "reconnecting";

/** What the page knows of the stream. A new object each time something changes. */
export interface ActivityView {
  readonly state: StreamState;
  /** Newest first, at most `capacity`. */
  readonly events: readonly SeenEvent[];
  /** How many there were, also those that are kept no longer. */
  readonly count: number;
  /** Nothing is missing between them; false after a loss that the server could not make good. */
  readonly isWhole: boolean;
}

const nothing = { events: [], count: 0, isWhole: true } as const;

const capacity = 5_000;
const firstDelay = 500;
const longestDelay = 15_000;

// In a flood nobody reads each row: the longer a batch is, the longer it stands, so that the page keeps its time for
// what people do with it. Below a hundred events a second every picture shows what is new.
const restPerEvent = 10;
const longestRest = 100;

/** Runs work once before the next picture, at the earliest after so many milliseconds. */
export type NextFrame = (work: () => void, rest: number) => void;

/**
 * The signed-in owner's activity, kept while the page is open. It connects again by itself, and the server then tells
 * what happened meanwhile. That reaches a few minutes back, so `onLive` says when lists have to be read anew.
 */
export class ActivityLog {
  readonly #listeners = new Set<() => void>();
  readonly #nextFrame: NextFrame;
  readonly #seen = new Set<string>();
  #view: ActivityView = { state: "connecting", ...nothing };
  #arrived: SeenEvent[] = [];
  #count = 0;
  #restUntil = 0;
  #stop: AbortController | null = null;

  /** Called with each event as it arrives. */
  onEvent: (event: SeenEvent) => void = () => undefined;
  /** Called each time the stream stands. */
  onLive: () => void = () => undefined;
  /** Called when the server refuses the stream: the session is over. */
  onRefused: (error: unknown) => void = () => undefined;

  constructor(nextFrame: NextFrame) {
    this.#nextFrame = nextFrame;
  }

  /** How many wait to be drawn. */
  get gathered(): number {
    return this.#arrived.length;
  }

  readonly current = (): ActivityView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Watches until `stop`.
   * @param first The id of an event to begin with, if the server still has it; else with what happens from now on.
   */
  start(exchange: ExchangeApi, isRefused: (error: unknown) => boolean, first?: string): void {
    this.stop();
    const stop = new AbortController();
    this.#stop = stop;
    void this.#watch(exchange, isRefused, first, stop.signal);
  }

  /** Ends the stream and forgets what was seen: the next one may be another owner's. */
  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#arrived = [];
    this.#count = 0;
    this.#seen.clear();
    this.#set({ state: "connecting", ...nothing });
  }

  /** Takes an event in, unless it was told before; the page sees it with one of the next pictures. */
  add(event: ActivityEvent): void {
    if (this.#seen.has(event.id)) return;
    this.#seen.add(event.id);
    const seen: SeenEvent = { ...event, key: event.id };
    this.onEvent(seen);
    this.#arrived.push(seen);
    this.#count++;
    // A page that is not looked at draws seldom, and keeps no more for it.
    if (this.#arrived.length > 2 * capacity) {
      this.#arrived.splice(0, capacity);
      this.#forget(this.#arrived);
    }
    if (this.#arrived.length === 1) {
      this.#nextFrame(() => this.#flush(), Math.max(0, this.#restUntil - performance.now()));
    }
  }

  async #watch(
    exchange: ExchangeApi, isRefused: (error: unknown) => boolean, first: string | undefined, signal: AbortSignal,
  ): Promise<void> {
    let delay = firstDelay;
    while (!signal.aborted) {
      try {
        const last = this.#arrived.at(-1) ?? this.#view.events[0];
        const from = last?.id ?? first;
        const resumed = from === undefined ? { signal } : { signal, lastEventId: from };
        for await (const activity of exchange.activity(resumed)) {
          if (activity.event === "watching") {
            delay = firstDelay;
            // Of what was before this page nothing is promised.
            const isWhole = this.#view.isWhole && (last === undefined || activity.data["whole"] !== false);
            this.#set({ ...this.#view, state: "live", isWhole });
            this.onLive();
          }
          const event = activityEventOf(activity);
          if (event !== null) this.add(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isRefused(error)) {
          this.onRefused(error);
          return;
        }
      }
      if (signal.aborted) return;
      this.#set({ ...this.#view, state: "reconnecting" });
      await pause(delay * (0.5 + Math.random() / 2), signal);
      delay = Math.min(delay * 2, longestDelay);
    }
  }

  #flush(): void {
    const arrived = this.#arrived;
    if (arrived.length === 0) return;
    const events = [...arrived.reverse(), ...this.#view.events].slice(0, capacity);
    // What is told again comes connection by connection.
    if (arrived.some(({ at }, i) => at < (events[i + 1]?.at ?? 0))) events.sort((one, other) => other.at - one.at);
    this.#arrived = [];
    this.#restUntil = performance.now() + Math.min(arrived.length * restPerEvent, longestRest);
    if (this.#seen.size > 2 * capacity) this.#forget(events);
    this.#set({ ...this.#view, events, count: this.#count });
  }

  /** All that was seen but these. */
  #forget(except: readonly SeenEvent[]): void {
    this.#seen.clear();
    for (const { key } of except) this.#seen.add(key);
  }

  #set(view: ActivityView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
