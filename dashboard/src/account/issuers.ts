import { ExchangeError } from "@contextexchange/sdk";
import { exchange } from "../exchange/server.js";
import { announceSignIn } from "./account.js";
import type { ReturnedAnswer } from "./fragment.js";

/** Under which this tab remembers that it left to link an identity, and not to sign in. */
const linkingPlace = "cex.linking";

/** Goes to a provider to sign in. The page comes back with the answer in its fragment. */
export async function leaveToSignIn(issuer: string): Promise<void> {
  sessionStorage.removeItem(linkingPlace);
  go(await exchange.signIn.beginIssuer(issuer));
}

/** Goes to a provider to link an identity of it to the account. */
export async function leaveToLink(issuer: string): Promise<void> {
  const location = await exchange.account.beginIssuer(issuer);
  sessionStorage.setItem(linkingPlace, issuer);
  go(location);
}

/** What an answer of a provider is for. */
export function purposeOf({ issuer }: ReturnedAnswer): "sign-in" | "link" {
  return sessionStorage.getItem(linkingPlace) === issuer ? "link" : "sign-in";
}

let completing: { readonly answer: ReturnedAnswer; readonly done: Promise<"sign-in" | "link"> } | null = null;

/**
 * Uses the held answer up, once, however often the page asks.
 * @returns What it was for.
 * @throws {ExchangeError} `declined`: the person did not agree there; otherwise what the server says.
 */
export function completeAnswer(answer: ReturnedAnswer): Promise<"sign-in" | "link"> {
  if (completing?.answer !== answer) completing = { answer, done: complete(answer) };
  return completing.done;
}

async function complete(returned: ReturnedAnswer): Promise<"sign-in" | "link"> {
  const purpose = purposeOf(returned);
  sessionStorage.removeItem(linkingPlace);
  const { issuer, code, state, iss } = returned;
  if (code === null || state === null)
    throw new ExchangeError("declined", "The provider sent you back without an answer.");
  const answer = { code, state, ...(iss === null ? {} : { iss }) };
  if (purpose === "link") await exchange.account.completeIssuer(issuer, answer);
  else await announceSignIn(exchange.signIn.completeIssuer(issuer, answer));
  return purpose;
}

/** Only the web is gone to, whatever the server was told. */
function go(location: string): void {
  const { protocol } = new URL(location);
  if (protocol !== "https:" && protocol !== "http:")
    throw new ExchangeError("declined", "The provider's address is none of the web.");
  window.location.assign(location);
}
