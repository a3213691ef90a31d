import type { AuditCheckpoint } from "@contextexchange/sdk";

const place = "cex.audit.checkpoint";

/** What this browser remembers of the server's audit log; null where it has never seen a sound one. */
export function rememberedCheckpoint(): AuditCheckpoint | null {
  const [, position, digits] = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(localStorage.getItem(place) ?? "") ?? [];
  if (position === undefined || digits === undefined) return null;
  const hash = Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  return { position: Number(position), hash };
}

/** Keeps how far the log had come, so that the next check finds one that was cut or rewritten. */
export function rememberCheckpoint({ position, hash }: AuditCheckpoint): void {
  localStorage.setItem(place, `${position} ${hexOf(hash)}`);
}

export function forgetCheckpoint(): void {
  localStorage.removeItem(place);
}

/** Lower-case hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
