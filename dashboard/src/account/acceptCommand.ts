/**
 * The command that accepts an invite; null where the address holds none. Only what a link can hold goes into it, so
 * that
 * pasting it runs nothing else.
 */
export function acceptCommand({ origin, pathname, hash }: {
  readonly origin: string; readonly pathname: string; readonly hash: string;
}): string | null {
  if (hash.length < 2) return null;
  return `./cex accept '${origin}${pathname}${hash.replaceAll(/[^A-Za-z0-9_.#-]/g, "")}' --as NAME`;
}
