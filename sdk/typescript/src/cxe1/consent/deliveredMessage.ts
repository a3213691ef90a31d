import { concat } from "../../crypto/bytes.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { Bucket, ciphertextSize } from "../messages/bucket.js";
import type { EnvelopeRefusal } from "../messages/envelopeError.js";
import { EnvelopeLayout } from "../messages/envelopeLayout.js";
import { EnvelopeView } from "../messages/envelopeView.js";
import { Approval, type OwnerSide } from "./approval.js";

const MAX_APPROVALS = 2;

/**
 * What a server delivers: an envelope and behind it the approvals that it needed, 250 bytes each, the sender's owner's
 * first. Parsing checks the form only; `checkConsent` judges what the approvals say.
 */
export class DeliveredMessage {
  /** Bytes of the longest delivered message: the longest envelope and two approvals. */
  static readonly maxSize = EnvelopeView.maxSize + MAX_APPROVALS * Approval.size;

  /** The envelope. */
  readonly envelope: EnvelopeView;

  /** 0 to 2, in ascending order of their sides, one a side. */
  readonly approvals: readonly Approval[];

  private constructor(envelope: EnvelopeView, approvals: readonly Approval[]) {
    this.envelope = envelope;
    this.approvals = approvals;
  }

  /** The approval of one side, if there is one. */
  approvalOf(side: OwnerSide): Approval | undefined {
    return this.approvals.find((approval) => approval.side === side);
  }

  /**
   * The bytes to deliver: the envelope and its approvals in the order of their sides.
   * @throws RangeError for two approvals of one side.
   */
  static join(envelope: Uint8Array, approvals: Iterable<Approval>): Uint8Array {
    const sorted = [...approvals].sort((left, right) => left.side - right.side);
    if (new Set(sorted.map((approval) => approval.side)).size !== sorted.length)
      throw new RangeError("One approval a side.");
    return concat(envelope, ...sorted.map((approval) => approval.bytes));
  }

  /** Splits and checks the form. */
  static parse(bytes: Uint8Array): Result<DeliveredMessage, EnvelopeRefusal> {
    const length = envelopeLength(bytes);
    const envelope = EnvelopeView.parse(bytes.subarray(0, length));
    if (!envelope.ok) return envelope;
    const approvals = readApprovals(bytes.subarray(length));
    return approvals === undefined
      ? refused("ApprovalsNotCanonical")
      : accepted(new DeliveredMessage(envelope.value, approvals));
  }
}

/** Where the envelope ends; without a bucket that fits, the envelope's own check finds out why. */
function envelopeLength(bytes: Uint8Array): number {
  if (bytes.length < EnvelopeView.minSize) return bytes.length;
  const bucket = bytes[EnvelopeLayout.bucket] as number;
  if (bucket >= Bucket.count) return bytes.length;
  return Math.min(bytes.length, EnvelopeLayout.ciphertext + ciphertextSize(bucket));
}

function readApprovals(bytes: Uint8Array): Approval[] | undefined {
  if (bytes.length % Approval.size !== 0 || bytes.length > MAX_APPROVALS * Approval.size) return undefined;
  const approvals: Approval[] = [];
  for (let offset = 0; offset < bytes.length; offset += Approval.size) {
    const parsed = Approval.parse(bytes.subarray(offset, offset + Approval.size));
    if (!parsed.ok) return undefined;
    const before = approvals.at(-1);
    if (before !== undefined && before.side >= parsed.value.side) return undefined;
    approvals.push(parsed.value);
  }
  return approvals;
}
