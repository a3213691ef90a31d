const uncertain = new Set([
  "peer-unverified", "peer-identity-changed", "wrong-identity", "history-forked", "signature-invalid", "terms-unknown",
]);

/** Whether a text is withheld because it is not certain who wrote it, or because it does not open. */
export function readingState(code: string): "unverified" | "undecryptable" {
  return uncertain.has(code) ? "unverified" : "undecryptable";
}
