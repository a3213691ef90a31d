import { exchange } from "../exchange/server.js";
import { keys } from "../keys/keyStore.js";
import { Decisions, type Decision } from "./decisions.js";

/** Rejecting needs no key; what lets a message pass, or speaks to the agent, is signed or sealed with the owner's. */
async function send({ held, verdict, note }: Decision): Promise<void> {
  if (verdict === "approve") return keys.call("approve", held);
  if (verdict === "send-back") return keys.call("sendBack", held, note);
  const peer = held.side === held.sender ? held.recipient : held.sender;
  return exchange.owners.decide(held.side, peer, held.message, { verdict });
}

export const decisions = new Decisions(send);

/** How long keys and session stay for a decision that needs them, in milliseconds. */
const longest = 2_000;

/** Sends what was decided, while keys and session are still there. */
export function settleDecisions(): Promise<void> {
  return Promise.race([decisions.flush(), new Promise<void>((resolve) => { setTimeout(resolve, longest); })]);
}

/**
 * A page that is hidden or left sends what was decided, and so does one whose keys are locked; while something is under
 * way, leaving asks first.
 */
export function watchLeaving(): void {
  keys.beforeLock = settleDecisions;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void decisions.flush();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!decisions.isPending) return;
    void decisions.flush();
    event.preventDefault();
  });
}
