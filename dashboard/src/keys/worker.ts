import { ExchangeError } from "@contextexchange/sdk";
import type { KeyAnswer, KeyRequest } from "./keyCalls.js";
import { KeyRing } from "./keyRing.js";

// The only place of the page where keys are. It answers calls of the page that started it, one after the other.
const ring = new KeyRing(self.location.origin);
let last: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<KeyRequest>) => {
  last = last.then(() => carryOut(data));
});

async function carryOut({ id, name, args }: KeyRequest): Promise<void> {
  let answer: KeyAnswer;
  try {
    const call = ring[name] as (...args: readonly unknown[]) => Promise<unknown>;
    answer = { id, ok: true, value: await call.apply(ring, [...args]) };
  } catch (error) {
    const known = error instanceof ExchangeError ? error : new ExchangeError("failed", "The keys could not be used.");
    answer = { id, ok: false, code: known.code, message: known.message, retryable: known.retryable };
  }
  self.postMessage(answer);
}
