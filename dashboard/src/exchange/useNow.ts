import { useSyncExternalStore } from "react";
import { serverClock } from "./server.js";

const period = 1_000;
const listeners = new Set<() => void>();
let now = serverClock.now();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    now = serverClock.now();
    for (const one of listeners) one();
  }, period);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, told anew each second. All countdowns of the page share one timer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
