import { ExchangeError } from "@contextexchange/sdk";
import { isSignInTooOld } from "../exchange/refusals.js";

/** Somebody waits for a new sign-in. */
export interface Asking {
  readonly done: () => void;
  readonly cancel: () => void;
}

const listeners = new Set<() => void>();
let asking: Asking | null = null;

function set(next: Asking | null): void {
  asking = next;
  for (const listener of listeners) listener();
}

/** What waits for a new sign-in now; the dialog shows it. */
export const recentSignIn = {
  current: (): Asking | null => asking,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/**
 * Does what needs a sign-in of the last minutes: where the server says that it is too long ago, the person signs in
 * again in a dialog, and it is done then.
 * @throws {ExchangeError} `not-confirmed`: the person closed the dialog.
 */
export async function recently<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSignInTooOld(error)) throw error;
  }
  await new Promise<void>((resolve, reject) => {
    asking?.cancel();
    set({
      done: () => { set(null); resolve(); },
      cancel: () => {
        set(null);
        reject(new ExchangeError("not-confirmed", "Nothing was changed: you did not sign in again."));
      },
    });
  });
  return work();
}
