import { keys } from "./keyStore.js";

/** Locks the keys when nobody has touched the page for a while. */
export function watchIdleness(): void {
  for (const event of ["pointerdown", "keydown", "wheel", "touchstart"])
    window.addEventListener(event, () => keys.touch(), { passive: true });
}
