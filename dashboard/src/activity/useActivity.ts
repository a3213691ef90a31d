import { useSyncExternalStore } from "react";
import type { ActivityView } from "./activityLog.js";
import { activityLog } from "./log.js";

export function useActivity(): ActivityView {
  return useSyncExternalStore(activityLog.subscribe, activityLog.current);
}
