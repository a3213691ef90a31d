import type { PendingSend } from "./pendingSend.js";
import { remedies } from "./remedies.js";
import { SessionLost } from "./session.js";

/** How often one message is sealed again, or sent again as the first of its queue, before its sender is told. */
export const maxAttempts = 12;

/** How many items of one queue are under way at once. */
export const maxUnderWay = 128;

/** How long to wait when sealing again failed for now, ms. */
export const recoveryDelay = 250;

/** Whether sealing again would not help. */
export function isFinal({ refused, attempts }: PendingSend): boolean {
  return refused !== null && (remedies[refused] !== "reseal" || attempts >= maxAttempts);
}

/** The answer; null where the socket ended first. */
export async function orLost<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SessionLost) return null;
    throw error;
  }
}
