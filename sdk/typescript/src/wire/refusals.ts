/** What a refusal of any call but sending means. */
export interface RefusalMeta {
  /** The byte in `result` frames. */
  readonly byte: number;
  /** The code in JSON frames and problems. */
  readonly code: string;
  /** The HTTP status. */
  readonly http: number;
  /** The same call may succeed later. */
  readonly retry: boolean;
  /** What it means, for people. */
  readonly meaning: string;
}

/** Refusals (exchange-v1, section 3). */
export const refusals = [
  meta(40, "malformed", 400, false, "The request is not well formed."),
  meta(41, "too-large", 413, false, "The request is larger than allowed."),
  meta(42, "unauthenticated", 401, false, "Sign in first: the credential is missing or not valid."),
  meta(43, "forbidden", 403, false, "This credential may not do that."),
  meta(44, "not-found", 404, false, "There is nothing here for you under that name."),
  meta(45, "invalid-signature", 422, false, "A signature or certificate does not verify."),
  meta(46, "conflict", 409, false, "It exists already with other content."),
  meta(47, "stale-version", 409, false, "Somebody changed it meanwhile: read it again first."),
  meta(48, "used", 409, false, "It was used already and works only once."),
  meta(49, "expired", 410, false, "It has expired."),
  meta(50, "revoked", 410, false, "It was revoked."),
  meta(51, "frozen", 403, false, "The owner has frozen this agent or connection."),
  meta(52, "blocked", 403, false, "This connection is blocked."),
  meta(53, "limit-reached", 409, false, "The allowed number of these is reached: remove one first."),
  meta(54, "rate-limited", 429, true, "Too many requests: wait as long as Retry-After says."),
  meta(55, "draining", 503, true, "This server is shutting down: try again shortly."),
  meta(56, "unavailable", 503, true, "The server cannot do this right now: try again shortly."),
  meta(57, "cursor-expired", 410, false, "Older entries are gone: start from the oldest kept one."),
  meta(58, "cursor-ahead", 409, false, "The server does not have that entry: it was restored from a backup."),
  meta(59, "reauthenticate", 403, false, "This needs a sign-in within the last 5 minutes: sign in again."),
  meta(60, "address-unproven", 403, false, "This invite is bound to a mail address: prove that address in the "
    + "dashboard, in the account of this owner, or ask for an invite that is not bound."),
] as const;

/** A refusal's code. */
export type Refusal = (typeof refusals)[number]["code"];

const byCode = new Map<string, RefusalMeta>(refusals.map((refusal) => [refusal.code, refusal]));

/** What a refusal means. */
export function refusalOf(code: Refusal): RefusalMeta {
  return byCode.get(code)!;
}

function meta<const C extends string>(
  byte: number, code: C, http: number, retry: boolean, meaning: string,
): RefusalMeta & { readonly code: C } {
  return { byte, code, http, retry, meaning };
}
