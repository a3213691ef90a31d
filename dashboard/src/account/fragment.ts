const codes = /^cex_(boot|page|link)_/;
const listeners = new Set<() => void>();
let pageCode: string | null = null;
let bootCode: string | null = null;
let linkToken: string | null = null;
let ownerLink: string | null = null;
let answer: ReturnedAnswer | null = null;

/** What a provider sent the browser back with; what it did not say is null. */
export interface ReturnedAnswer {
  readonly issuer: string;
  readonly code: string | null;
  readonly state: string | null;
  readonly iss: string | null;
}

/**
 * Takes secrets out of the address bar before anything else can see them. Servers never see what stands behind the #;
 * an
 * invite's stays, because the address is what people copy.
 */
export function takeFragment(): void {
  const fragment = location.hash.slice(1);
  const kind = codes.exec(fragment)?.[1];
  if (kind === "boot") bootCode = fragment;
  else if (kind === "page") pageCode = fragment;
  else if (kind === "link") linkToken = fragment;
  else if (location.pathname === "/owner" && fragment !== "") ownerLink = location.href;
  else if (location.pathname === "/sign-in" && fragment.startsWith("issuer=")) answer = answerOf(fragment);
  else return;
  history.replaceState(null, "", location.pathname);
  for (const listener of listeners) listener();
}

function answerOf(fragment: string): ReturnedAnswer {
  const said = new URLSearchParams(fragment);
  return {
    issuer: said.get("issuer") ?? "", code: said.get("code"), state: said.get("state"), iss: said.get("iss"),
  };
}

/** The answer of a provider, until the person goes on. */
export const heldAnswer = (): ReturnedAnswer | null => answer;

export function dropAnswer(): void {
  answer = null;
  for (const listener of listeners) listener();
}

/** The page code of the address, once. */
export function takeCode(): string | null {
  const taken = pageCode;
  pageCode = null;
  return taken;
}

/** The administrator's code of the first start, until an account was made with it. */
export const heldBootCode = (): string | null => bootCode;

export function dropBootCode(): void {
  bootCode = null;
}

/** The token of a sign-in mail, as long as the page is about it. */
export const heldLink = (): string | null => linkToken;

export function dropLink(): void {
  linkToken = null;
  for (const listener of listeners) listener();
}

/** Tells of fragments that come while the page is open: a link that was pasted into its address bar. */
export function onFragment(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The link with an owner's keys, as long as it was not taken over. */
export function heldOwnerLink(): string | null {
  return ownerLink;
}

export function dropOwnerLink(): void {
  ownerLink = null;
}
