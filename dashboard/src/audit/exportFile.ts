import { auditLine, type AuditEntry } from "@contextexchange/sdk";

/** What the export of these records is called: by the last of them. */
export function exportName(records: readonly AuditEntry[]): string {
  return `audit-${records.at(-1)?.position ?? 0}.jsonl`;
}

/** Gives the records to the person as a file that `cex audit verify` reads. */
export function downloadExport(records: readonly AuditEntry[]): void {
  const lines = records.map((record) => `${auditLine(record)}\n`);
  const address = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = exportName(records);
  link.click();
  // The browser has begun the download by then and reads the rest from memory.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
