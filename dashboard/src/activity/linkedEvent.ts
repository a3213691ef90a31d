/** An event's name: when it happened, and on which connection. */
const form = /^[0-9a-f]{1,16}-([0-9a-f]{32})$/;

/**
 * The event that the page's address names, so that the stream begins with it.
 * @returns Undefined on every other page, and of what is no event's name.
 */
export function linkedEvent({ pathname, search }: Pick<Location, "pathname" | "search">): string | undefined {
  const named = pathname === "/activity" ? new URLSearchParams(search).get("event") : null;
  return named !== null && form.test(named) ? named : undefined;
}

/** The connection on which an event happened; null of what is no event's name. */
export function connectionOf(event: string): string | null {
  return form.exec(event)?.[1] ?? null;
}
