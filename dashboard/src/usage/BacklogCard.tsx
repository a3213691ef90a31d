import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { agentsQuery, approvalsQuery } from "../exchange/queries.js";
import { span } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { undeliveredOf } from "./undelivered.js";

/** What waits at this moment: for the owner's word, and in the agents' mailboxes. */
export function BacklogCard(): ReactElement {
  const { usage } = words;
  const now = useNow();
  const agents = useQuery({ ...agentsQuery, refetchInterval: 10_000 }).data ?? [];
  const waiting = useQuery(approvalsQuery).data ?? [];
  const oldest = Math.min(...waiting.map(({ heldAt }) => heldAt));
  return (
    <Card className="p-4 sm:p-5">
      <h2>{usage.backlog}</h2>
      <dl className="mt-3 grid max-w-2xl grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-2">
        <dt>{usage.waiting}</dt>
        <dd className="text-right tabular-nums">
          <span className="font-semibold">{waiting.length}</span>
          {waiting.length > 0 && <span className="text-sm text-ink-soft">, {usage.oldest(span(now - oldest))}</span>}
        </dd>
        {agents.map((agent) => (
          <div key={agent.agent} className="contents">
            <dt className="break-words">{usage.undelivered(agent.displayName)}</dt>
            <dd className="text-right font-semibold tabular-nums">{undeliveredOf(agent) ?? usage.noDevice}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-ink-soft">{usage.undeliveredText}</p>
    </Card>
  );
}
