import type { QueryClient } from "@tanstack/react-query";
import { meQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { keys } from "../keys/keyStore.js";

// Everything about who is signed in goes through here: a new way to sign in is a function here and a part of the page.

/** Signs this browser in by a one-time code: a page code, or the administrator's of the first start. */
export async function signInByCode(client: QueryClient, code: string): Promise<void> {
  await exchange.owners.signInPage(code.trim());
  client.clear();
  await client.fetchQuery(meQuery);
}

/** Signs this browser in as the owner whose keys are open. */
export async function signInByKeys(client: QueryClient): Promise<void> {
  await signInByCode(client, await keys.call("pageCode"));
}

/** Ends the session of this browser and locks the keys. */
export async function signOut(client: QueryClient): Promise<void> {
  keys.lock();
  await exchange.owners.signOut();
  client.clear();
}
