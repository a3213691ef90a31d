/** What the sender of a message does about a status. */
export interface StatusMeta {
  /** The byte in binary frames. */
  readonly byte: number;
  /** The code in JSON frames and problems. */
  readonly code: string;
  /** The HTTP status of `POST .../messages`. */
  readonly http: number;
  /** Sending the same bytes again may succeed. */
  readonly retry: boolean;
  /** The message's number is used up. */
  readonly settles: boolean;
  /** What to do, for people. */
  readonly remedy: string;
}

/** Statuses of a sent message, in precedence order (exchange-v1, section 2). */
export const sendStatuses = [
  meta(0, "accepted", 200, false, true, "Nothing to do: the message is stored."),
  meta(1, "held", 202, false, true, "Wait: an owner decides, and a notice tells the outcome."),
  meta(2, "duplicate", 200, false, true, "Nothing to do: this message was settled before."),
  meta(10, "malformed", 400, false, false, "Fix the envelope: see the byte tables of CXE1."),
  meta(11, "unsupported-suite", 400, false, false, "Seal with suite 0x0001."),
  meta(12, "wrong-sender", 403, false, false,
    "Send as the agent and device that opened this session, over their own connection."),
  meta(13, "sequence-reused", 409, false, false, "This number was settled with other bytes: enrol as a new device."),
  meta(14, "out-of-order", 409, true, false, "Send the earlier numbers first, then these bytes again."),
  meta(15, "not-connected", 404, false, false, "Connect to this agent by an invite first."),
  meta(16, "frozen", 403, false, false, "Ask the owner to unfreeze this agent or connection."),
  meta(17, "epoch-unknown", 409, false, false, "Publish the epoch, then send these bytes again."),
  meta(18, "epoch-fork", 409, false, false, "Open a new epoch and seal the message again."),
  meta(19, "stale-directory", 409, false, false,
    "Fetch the peer's device list, open a new epoch and seal the message again."),
  meta(20, "stale-terms", 409, false, false, "Fetch the contract, open a new epoch and seal the message again."),
  meta(21, "created-ahead", 422, false, false, "Set this machine's clock."),
  meta(22, "expired", 422, false, true, "The time to live has passed, or is longer than 7 days."),
  meta(23, "unknown-category", 422, false, true, "Name one category that is in the contract."),
  meta(24, "not-allowed", 403, false, true, "The contract does not allow this category."),
  meta(25, "no-approver", 403, false, true,
    "An owner is asked who has no viewer key in force, or whose terms let it read nothing: change either."),
  meta(26, "lineage-invalid", 422, false, true, "Return the lineage of the message that is answered, unchanged."),
  meta(27, "loop-limit", 422, false, true, "The conversation reached its hop limit: start a new one."),
  meta(28, "budget-exhausted", 422, false, true, "The conversation has no budget left: start a new one."),
  meta(29, "overloaded", 429, true, false, "Send the same bytes again after the given delay."),
  meta(30, "mailbox-full", 429, true, false, "Send the same bytes again later."),
  meta(31, "unavailable", 503, true, false, "Send the same bytes again after the given delay."),
] as const;

/** A status' code. */
export type SendStatus = (typeof sendStatuses)[number]["code"];

const byCode = new Map<string, StatusMeta>(sendStatuses.map((status) => [status.code, status]));

/** What a status means. */
export function statusOf(code: SendStatus): StatusMeta {
  return byCode.get(code)!;
}

/** Whether a text is the code of a status. */
export function isSendStatus(code: string): code is SendStatus {
  return byCode.has(code);
}

function meta<const C extends string>(
  byte: number, code: C, http: number, retry: boolean, settles: boolean, remedy: string,
): StatusMeta & { readonly code: C } {
  return { byte, code, http, retry, settles, remedy };
}
