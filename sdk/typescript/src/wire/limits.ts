/** The greatest number on the wire, 2^53-1: a JavaScript number holds it exactly. */
export const maxNumber = Number.MAX_SAFE_INTEGER;

/** `resume` with this value continues after the device's durable cursor. */
export const fromDurableCursor = maxNumber;

/** Bytes of the largest envelope: header 323, signature 64, ciphertext 64 KiB. */
export const maxEnvelope = 323 + 64 + 65_536;

/** Bytes of one approval record behind a delivered envelope. */
export const approvalSize = 250;

/** Bytes of the largest body of a delivery: the envelope and both sides' approvals. */
export const maxDelivery = maxEnvelope + 2 * approvalSize;

/** Bytes of the largest epoch record. */
export const maxEpochRecord = 16_384;

/** Bytes of a socket message after `ready`; before it a socket message has at most 4 KiB. */
export const maxSocketMessage = 256 * 1_024;

/** Bytes of a lineage: root 16, hop 1, taint 2, budget 4, tag 16. */
export const lineageSize = 39;

/** Bytes of the server's tag over a delivery's lineage. */
export const lineageTagSize = 16;

/** Entries of the largest page of a list. */
export const maxPage = 200;

/** Frames of one socket that may be unanswered. */
export const maxUnanswered = 256;
