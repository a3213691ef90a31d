import { toHex } from "../crypto/index.js";
import type { AuditEntry } from "../rest/models.js";

/**
 * A record as one line of an export, which `cex audit verify` reads: one record has one text, to the byte, so that
 * nothing of an export can change unseen.
 */
export function auditLine({ position, at, actor, action, subject, outcome, origin, hash }: AuditEntry): string {
  const texts = { actor, action, subject, outcome, origin, hash: toHex(hash) };
  const members = Object.entries(texts).map(([name, value]) => `"${name}":${quote(value)}`);
  return `{"position":${position},"at":${at},${members.join(",")}}`;
}

const short: Readonly<Record<string, string>> = {
  "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\\": "\\\\",
};

/** JSON as .NET writes it: all but plain ASCII, and what means something in HTML, as an escape in capital digits. */
function quote(text: string): string {
  const escaped = text.toWellFormed().replaceAll(/[^ -~]|["&'+<>\\`]/g, (character) =>
    short[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return `"${escaped}"`;
}
