import type { ReactElement } from "react";
import { words } from "../words/index.js";
import type { StreamState } from "./activityLog.js";

/** Whether what is shown is what happens now. */
export function LiveState({ state, isPaused = false }: { state: StreamState; isPaused?: boolean }): ReactElement {
  const isLive = state === "live" && !isPaused;
  return (
    <span role="status" className="inline-flex items-center gap-2 py-1 text-sm lg:px-2 text-ink-soft">
      <span aria-hidden="true" className={`size-2 rounded-full ${isLive ? "pulse bg-good" : "bg-wait"}`} />
      {isPaused ? words.activity.paused : words.activity[state]}
    </span>
  );
}
