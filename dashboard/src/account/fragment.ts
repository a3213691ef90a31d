const codes = /^cex_(boot|page)_/;
let code: string | null = null;
let ownerLink: string | null = null;

/**
 * Takes secrets out of the address bar before anything else can see them. Servers never see what stands behind the #;
 * an
 * invite's stays, because the address is what people copy.
 */
export function takeFragment(): void {
  const fragment = location.hash.slice(1);
  if (codes.test(fragment)) code = fragment;
  else if (location.pathname === "/owner" && fragment !== "") ownerLink = location.href;
  else return;
  history.replaceState(null, "", location.pathname);
}

/** The one-time code of the address, once. */
export function takeCode(): string | null {
  const taken = code;
  code = null;
  return taken;
}

/** The link with an owner's keys, as long as it was not taken over. */
export function heldOwnerLink(): string | null {
  return ownerLink;
}

export function dropOwnerLink(): void {
  ownerLink = null;
}
