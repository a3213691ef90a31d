import { useSyncExternalStore } from "react";
import type { ActivityView, StreamState } from "./activityLog.js";
import { activityLog } from "./log.js";

export function useActivity(): ActivityView {
  return useSyncExternalStore(activityLog.subscribe, activityLog.current);
}

/** How the stream stands, for those who do not show what it brings. */
export function useStreamState(): StreamState {
  return useSyncExternalStore(activityLog.subscribe, () => activityLog.current().state);
}
