import type { Fetch } from "@contextexchange/sdk";

const header = "X-CSRF-Token";
const reads = new Set(["GET", "HEAD"]);

/** Signing in needs no token: there may be no session yet. */
const withoutToken = /\/v1\/(sign-in|sign-up|sessions\/page$|challenges$)/;

/**
 * Adds the account's token to every change, which proves that this page asked for it and not another site. It belongs
 * to a session: when another tab has begun a new one, the server refuses the old token, and the call is made once more
 * with the new one, since a refused call was not carried out.
 * @param account The address of `GET /v1/account`.
 */
export function withCsrf(fetch: Fetch, account: string): Fetch {
  let known: Promise<string | null> | null = null;

  const read = async (): Promise<string | null> => {
    const response = await fetch(account, { method: "GET", headers: { Accept: "application/json" }, cache: "no-store" });
    if (!response.ok) return null;
    const { csrf } = await response.json() as { readonly csrf?: unknown };
    return typeof csrf === "string" ? csrf : null;
  };

  const token = (): Promise<string | null> => {
    const asked = known ?? read();
    known = asked;
    // Only what was read is kept: there may be a session the next time.
    asked.then((value) => { if (value === null && known === asked) known = null; }, () => {
      if (known === asked) known = null;
    });
    return asked;
  };

  return async (url, init) => {
    if (reads.has(init.method ?? "GET") || withoutToken.test(new URL(url).pathname)) return fetch(url, init);
    const sent = await token();
    const response = await fetch(url, withToken(init, sent));
    if (response.status !== 403 || await codeOf(response) !== "forbidden") return response;
    known = null;
    const fresh = await token();
    return fresh === null || fresh === sent ? response : fetch(url, withToken(init, fresh));
  };
}

function withToken(init: RequestInit, token: string | null): RequestInit {
  if (token === null) return init;
  const headers = new Headers(init.headers);
  headers.set(header, token);
  return { ...init, headers };
}

async function codeOf(response: Response): Promise<unknown> {
  try {
    return (await response.clone().json() as { readonly code?: unknown }).code;
  } catch {
    // Whoever answered that was not the server.
    return null;
  }
}
