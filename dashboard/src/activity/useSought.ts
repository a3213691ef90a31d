import { useEffect, useState } from "react";
import type { StreamState } from "./activityLog.js";

/** So long after the stream stands, in milliseconds, what the server still keeps has come. */
const patience = 3_000;

/** Whether an event that is not here may still come: the stream is asked to begin with it. */
export function useSought(event: string | undefined, state: StreamState): boolean {
  const [given, setGiven] = useState<string>();
  useEffect(() => {
    if (event === undefined || state !== "live") return;
    const timer = window.setTimeout(() => setGiven(event), patience);
    return () => window.clearTimeout(timer);
  }, [event, state]);
  return event !== undefined && event !== given;
}
