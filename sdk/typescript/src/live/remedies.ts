import type { Refusal } from "../wire/refusals.js";
import type { SendStatus } from "../wire/statuses.js";

/**
 * What a sender does about one status: `done` nothing; `fail` tells the application, the number is used up; `resend`
 * sends the same bytes again, a little later; `reseal` reads contract and keys again, opens a new epoch and seals the
 * same text under the same number; `withdraw` tells the application, the number is free for the next message.
 */
export type Remedy = "done" | "fail" | "resend" | "reseal" | "withdraw";

/** The one table from a status to what the sender does. */
export const remedies: Readonly<Record<SendStatus, Remedy>> = {
  "accepted": "done", "held": "done", "duplicate": "done",
  "malformed": "withdraw", "unsupported-suite": "withdraw", "wrong-sender": "withdraw", "sequence-reused": "withdraw",
  "out-of-order": "resend",
  "not-connected": "withdraw", "frozen": "withdraw",
  "epoch-unknown": "reseal", "epoch-fork": "reseal", "stale-directory": "reseal", "stale-terms": "reseal",
  "created-ahead": "withdraw",
  "expired": "fail", "unknown-category": "fail", "not-allowed": "fail", "no-approver": "fail",
  "lineage-invalid": "fail",
  "loop-limit": "fail", "budget-exhausted": "fail",
  "overloaded": "resend", "mailbox-full": "resend", "unavailable": "resend",
};

/**
 * What the refusal of an epoch means for the messages that wait for it: where it is not that nothing may be sent at
 * all, they need another epoch.
 */
export function statusOfEpoch(refusal: Refusal): SendStatus {
  if (refusal === "not-found") return "not-connected";
  return refusal === "frozen" ? "frozen" : "epoch-fork";
}
