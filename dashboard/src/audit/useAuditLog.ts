import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { exchange } from "../exchange/server.js";
import { AuditReader, type AuditView } from "./AuditReader.js";
import { forgetCheckpoint, rememberCheckpoint, rememberedCheckpoint } from "./checkpoint.js";

/** The audit log, read and checked while the page is open. */
export function useAuditLog(): AuditView & {
  /** Reads what is still missing, or newer. */
  readonly readOn: () => void;
  /** Forgets what this browser knew of the log, and checks anew. */
  readonly forget: () => void;
} {
  const [run, setRun] = useState(0);
  // A new reader for each run: the check of the last one has stopped at its fault.
  const reader = useMemo(
    () => new AuditReader((after, signal) => exchange.owners.auditPage(after, { signal }), rememberedCheckpoint()),
    [run]);
  const view = useSyncExternalStore(reader.subscribe, reader.current);
  const stop = useRef<AbortController | null>(null);
  const readOn = useCallback(() => {
    stop.current?.abort();
    stop.current = new AbortController();
    void reader.read(stop.current.signal);
  }, [reader]);
  useEffect(() => {
    readOn();
    return () => stop.current?.abort();
  }, [readOn]);
  useEffect(() => {
    const { fault, sound } = view.finding;
    if (view.state === "done" && fault === null && sound.position > 0) rememberCheckpoint(sound);
  }, [view]);
  const forget = useCallback(() => {
    forgetCheckpoint();
    setRun((before) => before + 1);
  }, []);
  return { ...view, readOn, forget };
}
