import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { exchange } from "../exchange/server.js";
import { Thread, type ThreadView } from "./Thread.js";

const pageSize = 60;

/** One conversation, read from its end. The live stream makes the query stale, which then reads only what is new. */
export function useThread(agent: string, peer: string): ThreadView & {
  readonly error: unknown; readonly retry: () => void; readonly readOlder: () => Promise<void>;
} {
  const thread = useMemo(() => new Thread({
    before: (place) => exchange.connections.messagesBefore(agent, peer, place, pageSize),
    after: (place) => exchange.connections.messagesPage(agent, peer, place),
  }), [agent, peer]);
  const { error, refetch } = useQuery({
    queryKey: ["conversation", agent, peer],
    queryFn: async () => {
      await thread.refresh();
      return null;
    },
    // Another visit is another thread.
    gcTime: 0,
    staleTime: 0,
  });
  const view = useSyncExternalStore(thread.subscribe, thread.current);
  return { ...view, error, retry: () => void refetch(), readOlder: thread.readOlder };
}
