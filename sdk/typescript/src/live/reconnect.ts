import type { SocketEnd } from "../wire/closeCodes.js";

/** The delays between attempts to connect. */
export interface ReconnectOptions {
  /** The first delay, milliseconds; it doubles. */
  readonly firstDelay: number;
  /** The longest, milliseconds. */
  readonly longestDelay: number;
  /** Where in a delay to try again, from 0 (at once) to 1 (excluded): full jitter. */
  jitter(): number;
}

/** The delay before attempt `attempt` (0 is the first repetition), never less than the server asked for. */
export function reconnectDelay(options: ReconnectOptions, attempt: number, end: SocketEnd): number {
  const longest = Math.min(options.longestDelay, options.firstDelay * 2 ** Math.min(attempt, 30));
  return Math.max(longest * options.jitter(), end.retryAfter ?? 0);
}
