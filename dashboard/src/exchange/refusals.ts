import { ExchangeError, ProblemError } from "@contextexchange/sdk";
import { words } from "../words/index.js";

/**
 * What an error says to a person.
 * @param said What certain codes mean where it happened.
 */
export function explain(error: unknown, said: Readonly<Record<string, string>> = {}): string {
  if (!(error instanceof ExchangeError)) return words.errors.title;
  if (Object.hasOwn(said, error.code)) return said[error.code]!;
  if (error.code === "rate-limited") return words.errors.rateLimited;
  if (error.code === "forbidden") return words.errors.forbidden;
  if (error.code === "unreachable") return words.errors.unreachable;
  return words.errors.text(error.message);
}

/** Whether the session is over. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ExchangeError && error.code === "unauthenticated";
}

/** Whether this session may not do that, whoever it belongs to. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ExchangeError && error.code === "forbidden";
}

/** Whether the sign-in is too long ago for this. */
export function isSignInTooOld(error: unknown): boolean {
  return error instanceof ExchangeError && error.code === "reauthenticate";
}

/** The name of the request in the server's logs; null where there is none. */
export function requestOf(error: unknown): string | null {
  return error instanceof ProblemError ? error.requestId : null;
}

/** A held message that is no longer there: decided by somebody else, expired, or cancelled. */
export function isDecidedElsewhere(error: unknown): boolean {
  return error instanceof ExchangeError && ["used", "expired", "not-found"].includes(error.code);
}
