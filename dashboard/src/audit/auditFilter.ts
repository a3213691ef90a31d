import type { AuditEntry } from "@contextexchange/sdk";

/** Which records are shown. */
export interface AuditFilter {
  /** Words, each of which stands somewhere in actor, action, subject or outcome. */
  readonly filter?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: "ok" | "refused" | undefined;
}

/** The records that pass, newest first. */
export function shownRecords(
  records: readonly AuditEntry[], { filter = "", action, outcome }: AuditFilter,
): readonly AuditEntry[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const passes = (record: AuditEntry): boolean => {
    if (action !== undefined && record.action !== action) return false;
    if (outcome !== undefined && (record.outcome === "ok") !== (outcome === "ok")) return false;
    if (wanted.length === 0) return true;
    const text = `${record.actor} ${record.action} ${record.subject} ${record.outcome}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return records.filter(passes).reverse();
}

/** Every action that occurs, in order. */
export function actionsOf(records: readonly AuditEntry[]): readonly string[] {
  return [...new Set(records.map(({ action }) => action))].sort();
}
