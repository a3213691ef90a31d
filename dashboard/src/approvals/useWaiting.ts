import type { ApprovalInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { approvalsQuery } from "../exchange/queries.js";
import { decisions } from "./sendDecision.js";

const none: readonly ApprovalInfo[] = [];

/** What waits and was not decided here, the one that expires first on top. */
export function useWaiting(): { readonly waiting: readonly ApprovalInfo[]; readonly query: ReturnType<typeof useAll> } {
  const query = useAll();
  const decided = useSyncExternalStore(decisions.subscribe, decisions.current);
  const all = query.data ?? none;
  useEffect(() => decisions.prune(new Set(all.map(({ message }) => message))), [all]);
  const waiting = useMemo(
    () => all.filter(({ message }) => !decided.has(message)).sort((one, other) => one.expiresAt - other.expiresAt),
    [all, decided]);
  return { waiting, query };
}

function useAll() {
  return useQuery(approvalsQuery);
}
