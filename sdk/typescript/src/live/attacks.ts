import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";

// Which findings mean that somebody forged, altered or took back something: the connection is suspended. What can
// happen among honest parties (keys that ended, texts that are no longer here) is not among them.

const attacks: ReadonlySet<Cxe1Error> = new Set<Cxe1Error>([
  "WrongIdentity", "SignatureInvalid", "HistoryForked", "EpochFork", "RosterNamesGhost", "RosterOmitsViewer",
  "WrongSender", "WrongRecipient", "CiphertextMismatch", "ConsentMismatch", "NotAllowed", "ApprovalMissing",
  "ApprovalInvalid", "SequenceReused", "CommitmentMismatch",
]);

/** Those that reading a peer's keys and terms can end with. */
const attackCodes: ReadonlySet<string> = new Set([
  "peer-identity-invalid", "wrong-identity", "signature-invalid", "history-forked", "terms-invalid",
]);

/** By what CXE1 found in an epoch or message. */
export function isAttack(error: Cxe1Error): boolean {
  return attacks.has(error);
}

/** By the code of an error that reading a peer's keys and terms ended with. */
export function isAttackCode(code: string): boolean {
  return attackCodes.has(code);
}
