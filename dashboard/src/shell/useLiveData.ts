import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { signInsSettled } from "../account/account.js";
import type { SeenEvent } from "../activity/activityLog.js";
import { linkedEvent } from "../activity/linkedEvent.js";
import { activityLog } from "../activity/log.js";
import { isSignedOut } from "../exchange/refusals.js";
import { connectionsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { keys } from "../keys/keyStore.js";

/** Which lists an event makes stale. */
function staleAfter({ kind, from, to }: SeenEvent): readonly (readonly string[])[] {
  const conversations = [["conversation", from, to], ["conversation", to, from]];
  if (kind === "message.accepted") return conversations;
  if (kind === "message.held") return [["approvals"]];
  if (kind.startsWith("hold.")) return [["approvals"], ...conversations];
  if (kind.startsWith("connection.")) {
    return [["connections"], ["agents"], ["approvals"], ["invites"], ...conversations];
  }
  return [];
}

const gatherTime = 100;

/** Of a connection a delivered message changes only when the last one was: no list is read for that. */
function takeInto(client: QueryClient, lastMessages: ReadonlyMap<string, number>): void {
  client.setQueryData(connectionsQuery.queryKey, (connections) => connections?.map((one) => {
    const at = lastMessages.get(one.connection) ?? 0;
    return at > (one.lastMessageAt ?? 0) ? { ...one, lastMessageAt: at } : one;
  }));
}

/** Watches the activity of the signed-in owner and reads lists anew when something of them has happened. */
export function useLiveData(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    const stale = new Map<string, readonly string[]>();
    const lastMessages = new Map<string, number>();
    let timer: number | undefined;
    const refresh = (): void => {
      timer = undefined;
      if (lastMessages.size > 0) takeInto(client, lastMessages);
      lastMessages.clear();
      for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey });
      stale.clear();
    };
    const watch = (): void => activityLog.start(exchange, isSignedOut, linkedEvent(location));
    // Whoever signs in again has a new session, and the stream may have asked with the old one in between.
    const leaveOrGoOn = async (): Promise<void> => {
      try {
        await signInsSettled();
        await exchange.owners.me();
        watch();
      } catch (error) {
        if (!isSignedOut(error)) return watch();
        void keys.lock();
        client.clear();
        await navigate({ to: "/sign-in", search: { ended: true } });
      }
    };
    activityLog.onEvent = (event) => {
      if (event.kind === "message.accepted") lastMessages.set(event.connection, event.at);
      for (const key of staleAfter(event)) stale.set(key.join(), key);
      if (stale.size > 0) timer ??= window.setTimeout(refresh, gatherTime);
    };
    // What happened while there was no stream is in the lists, not in the stream.
    activityLog.onLive = () => void client.invalidateQueries();
    activityLog.onRefused = () => void leaveOrGoOn();
    watch();
    return () => {
      window.clearTimeout(timer);
      activityLog.stop();
    };
  }, [client, navigate]);
}
