import type { NextStep } from "@contextexchange/sdk";
import type { QueryClient } from "@tanstack/react-query";
import { accountQuery, meQuery } from "../exchange/queries.js";
import { settleDecisions } from "../approvals/sendDecision.js";
import { exchange } from "../exchange/server.js";
import { keys } from "../keys/keyStore.js";
import { assertPasskey } from "./passkeys.js";
import { recently } from "./recentSignIn.js";

// Everything about who is signed in goes through here: a new way to sign in is a function here and a part of the page.

/** Signs this browser in by a page code. */
export async function signInByCode(client: QueryClient, code: string): Promise<void> {
  await exchange.owners.signInPage(code.trim());
  client.clear();
  await client.fetchQuery(meQuery);
}

/** Signs this browser in as the owner whose keys are open. */
export async function signInByKeys(client: QueryClient): Promise<void> {
  await signInByCode(client, await keys.call("pageCode"));
}

let signingIn: Promise<unknown> = Promise.resolve();

/** Settles when no sign-in is under way: in the middle of one the browser has no session that holds. */
export async function signInsSettled(): Promise<void> {
  await Promise.allSettled([signingIn]);
}

/** Signs this browser in by a passkey. */
export function signInByPasskey(): Promise<void> {
  const running = assertPasskey();
  signingIn = running;
  return running;
}

/** Takes notice of a sign-in that is under way elsewhere in the page. */
export function announceSignIn(running: Promise<void>): Promise<void> {
  signingIn = running;
  return running;
}

/** Uses a link of a mail up; null when the browser is signed in, else what is still missing. */
export function signInByLink(token: string): Promise<NextStep | null> {
  const running = exchange.signIn.confirmLink(token);
  signingIn = running;
  return running;
}

/**
 * Reads who has just signed in.
 * @param to Where they wanted to go.
 * @returns The page to show: their keys first, where they have some that are not on this device.
 */
export async function placeAfterSignIn(client: QueryClient, to = "/"): Promise<string> {
  client.clear();
  const account = await client.fetchQuery(accountQuery);
  if (account?.role === "auditor") return "/audit";
  return account !== null && account.owner !== null && keys.current().state === "absent" ? "/owner" : to;
}

/**
 * Lets the account act for the owner whose keys are open. The sealed keys go to the server first: an account never acts
 * for an owner whose keys are in one browser only.
 */
export async function bindKeys(client: QueryClient): Promise<void> {
  await recently(keepOnServer);
  await recently(async () => {
    const { owner, proof } = await keys.call("prove");
    await exchange.account.bindOwner(owner, proof);
  });
  await Promise.all([["account"], ["me"]].map((queryKey) => client.invalidateQueries({ queryKey })));
  await client.invalidateQueries({ queryKey: ["vault"], refetchType: "none" });
}

/** Puts the sealed keys of this device on the server, in the place of those that are there. */
export async function keepOnServer(): Promise<void> {
  const { vault } = await keys.call("sealed");
  const { version } = await exchange.account.vault();
  await exchange.account.putVault(vault, version);
}

/** Ends the session of this browser and locks the keys, after what was decided. */
export async function signOut(client: QueryClient): Promise<void> {
  await settleDecisions();
  await keys.lock();
  await exchange.owners.signOut();
  client.clear();
}
