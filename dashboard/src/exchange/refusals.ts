import { ExchangeError, ProblemError } from "@contextexchange/sdk";
import { words } from "../words/index.js";
import { span } from "./time.js";

const second = 1_000;
const minute = 60 * second;

/**
 * What an error says to a person.
 * @param said What certain codes mean where it happened.
 */
export function explain(error: unknown, said: Readonly<Record<string, string>> = {}): string {
  if (!(error instanceof ExchangeError)) return words.errors.title;
  const known = Object.hasOwn(said, error.code) ? said[error.code] : undefined;
  if (isTooMany(error)) return `${known ?? words.errors.rateLimited} ${comeBack(error)}`;
  if (known !== undefined) return known;
  if (error.code === "forbidden") return words.errors.forbidden;
  if (error.code === "unreachable") return words.errors.unreachable;
  return words.errors.text(error.message);
}

/** Whether there was too much of it for the moment: also where something in front of the server says so. */
function isTooMany(error: ExchangeError): boolean {
  return error.code === "rate-limited" || error instanceof ProblemError && error.httpStatus === 429;
}

/** When it may be tried again, rounded up: whoever comes back then is not too early. */
function comeBack(error: ExchangeError): string {
  const wait = error instanceof ProblemError ? error.retryAfter : null;
  if (wait === null) return words.errors.waitALittle;
  const unit = wait > minute ? minute : second;
  return words.errors.tryIn(span(Math.max(1, Math.ceil(wait / unit)) * unit));
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
