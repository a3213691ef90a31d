import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { RequestedLevel } from "../messages/envelopeHeader.js";
import type { EnvelopeView } from "../messages/envelopeView.js";
import { type Approval, ApprovalDecision, OwnerSide } from "./approval.js";
import { ConsentLevel } from "./categoryTerms.js";
import type { ConnectionTerms } from "./connectionTerms.js";
import type { DeliveredMessage } from "./deliveredMessage.js";

// Whether both sides' terms let a message pass, which owners must approve it and whether their approvals hold. Pure;
// the server and every receiving device ask the same questions. The terms are those that the epoch names.

/** One side's terms and its owner's pinned key. */
export interface ConsentSide {
  /** As the epoch names them. */
  readonly terms: ConnectionTerms;

  /** The pinned owner key. */
  readonly oik: Bytes32;
}

/**
 * Everything of docs/protocol/cxe1.md, section 9, that concerns consent, in its order.
 * @param now Unix milliseconds; undefined if it is history: then no approval counts as over.
 * @returns None, ConsentMismatch, NotAllowed, ApprovalMissing or ApprovalInvalid.
 */
export async function checkConsent(
  message: DeliveredMessage, sender: ConsentSide, recipient: ConsentSide, now: number | undefined): Promise<Cxe1Error> {
  const error = checkTerms(message.envelope, sender.terms, recipient.terms);
  if (error !== "None") return error;
  const { category, requested } = message.envelope.fields;
  for (const side of [OwnerSide.sender, OwnerSide.recipient])
    if (needsApproval(category, requested, side, sender.terms, recipient.terms)
      && message.approvalOf(side) === undefined)
      return "ApprovalMissing";
  return checkApprovals(message, sender, recipient, now);
}

/**
 * Whether the message says of its sender's terms what they are, and neither side's terms say never.
 * @returns None, ConsentMismatch or NotAllowed.
 */
export function checkTerms(message: EnvelopeView, sender: ConnectionTerms, recipient: ConnectionTerms): Cxe1Error {
  const { category, requested, termsVersion } = message.fields;
  if (termsVersion !== sender.version) return "ConsentMismatch";
  if (sender.shareLevel(category) === ConsentLevel.ask && requested !== RequestedLevel.ask) return "ConsentMismatch";
  return isAllowed(category, sender, recipient) ? "None" : "NotAllowed";
}

/** Whether neither side's terms say never: the sender's for sharing, the recipient's for receiving. */
export function isAllowed(category: Id, sender: ConnectionTerms, recipient: ConnectionTerms): boolean {
  return sender.shareLevel(category) !== ConsentLevel.never && recipient.receiveLevel(category) !== ConsentLevel.never;
}

/** Whether the owner of one side must approve a message before it may be delivered. */
export function needsApproval(
  category: Id,
  requested: RequestedLevel,
  side: OwnerSide,
  sender: ConnectionTerms,
  recipient: ConnectionTerms): boolean {
  return side === OwnerSide.sender
    ? requested === RequestedLevel.ask || sender.shareLevel(category) === ConsentLevel.ask
    : recipient.receiveLevel(category) === ConsentLevel.ask;
}

/**
 * Whether every approval that is there is needed and holds. One that is missing is not this function's question: an
 * owner reads a message before it has decided.
 * @returns None or ApprovalInvalid.
 */
export async function checkApprovals(
  message: DeliveredMessage, sender: ConsentSide, recipient: ConsentSide, now: number | undefined): Promise<Cxe1Error> {
  const { category, requested } = message.envelope.fields;
  for (const approval of message.approvals) {
    if (!needsApproval(category, requested, approval.side, sender.terms, recipient.terms)) return "ApprovalInvalid";
    const { oik } = approval.side === OwnerSide.sender ? sender : recipient;
    if (!(await holds(approval, message.envelope, sender.terms.hash, recipient.terms.hash, oik, now)))
      return "ApprovalInvalid";
  }
  return "None";
}

/**
 * Whether an approval lets this very message pass.
 * @param approval The approval.
 * @param message The message.
 * @param senderTerms The hash of the sender's terms, as the epoch names it.
 * @param recipientTerms The hash of the recipient's terms, as the epoch names it.
 * @param oik The pinned key of the owner of the approval's side.
 * @param now Unix milliseconds; undefined: it does not count as over.
 */
export async function holds(
  approval: Approval,
  message: EnvelopeView,
  senderTerms: Bytes32,
  recipientTerms: Bytes32,
  oik: Bytes32,
  now: number | undefined): Promise<boolean> {
  return approval.decision === ApprovalDecision.approve
    && approval.envelopeHash === message.hash
    && approval.epochHash === message.fields.epochHash
    && approval.connection === message.fields.connection
    && approval.recipient === message.fields.recipientAgent
    && approval.senderTerms === senderTerms
    && approval.recipientTerms === recipientTerms
    && approval.expiry <= message.end
    && (now === undefined || now <= approval.expiry + Cxe1Limits.clockTolerance)
    && approval.verifySignature(oik);
}
