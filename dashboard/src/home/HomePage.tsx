import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Activity, Leaf } from "lucide-react";
import type { ReactElement } from "react";
import { EventRow } from "../activity/EventRow.js";
import { LiveState } from "../activity/LiveState.js";
import { useActivity } from "../activity/useActivity.js";
import { AgentRow } from "../agents/AgentRow.js";
import { titleOf } from "../approvals/ApprovalCard.js";
import { useWaiting } from "../approvals/useWaiting.js";
import { useNames } from "../exchange/names.js";
import { agentsQuery } from "../exchange/queries.js";
import { span } from "../exchange/time.js";
import { useMyName } from "../exchange/useMyName.js";
import { useNow } from "../exchange/useNow.js";
import { Badge } from "../pieces/Badge.js";
import { buttonClass } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { Checklist } from "./Checklist.js";
import { DemoCard } from "./DemoCard.js";

const shownEvents = 6;
const shownWaiting = 3;

/** One look: what waits, what happens, who is there. */
export function HomePage(): ReactElement {
  const { home } = words;
  const myName = useMyName();
  const agents = useQuery(agentsQuery).data ?? [];
  const { waiting } = useWaiting();
  const { events, state } = useActivity();
  const nameOf = useNames();
  const now = useNow();
  const navigate = useNavigate();
  return (
    <>
      <PageTitle
        title={home.hello(myName ?? words.you)} lead={waiting.length === 0 ? home.calm : undefined}
        aside={<LiveState state={state} />}
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid gap-5">
          {waiting.length > 0 && (
            <Card className="p-4 sm:p-5">
              <div className="flex items-center justify-between gap-3">
                <h2>{words.approvals.waiting(waiting.length)}</h2>
                <Link to="/approvals" className={buttonClass("primary")}>{home.decide}</Link>
              </div>
              <ul className="mt-3 divide-y divide-line">
                {waiting.slice(0, shownWaiting).map((held) => (
                  <li key={held.message} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
                    <span className="min-w-0 flex-1 basis-48">{titleOf(held, nameOf)}</span>
                    <Badge tone="accent">{held.category}</Badge>
                    <span className="text-sm tabular-nums text-ink-soft">
                      {words.approvals.expires(span(held.expiresAt - now))}
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          )}
          <Checklist />
          <DemoCard />
          <Card className="overflow-clip">
            <div className="flex items-center justify-between gap-3 border-b border-line px-4 py-2">
              <h2>{home.recent}</h2>
              <Link to="/activity" className={buttonClass("quiet")}>
                <Activity aria-hidden="true" className="size-4" />{home.seeAll}
              </Link>
            </div>
            {events.length === 0 ? (
              <p className="flex items-center gap-3 px-4 py-6 text-ink-soft">
                <Leaf aria-hidden="true" className="size-5 shrink-0 text-accent" />{words.activity.none}
              </p>
            ) : (
              <ul className="@container divide-y divide-line">
                {events.slice(0, shownEvents).map((event) => (
                  <li key={event.key} className="arrives h-17 @2xl:h-12">
                    <EventRow
                      event={event} nameOf={nameOf} isChosen={false}
                      choose={(key) => void navigate({ to: "/activity", search: { event: key } })}
                    />
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
        {agents.length > 0 && (
          <Card className="overflow-clip">
            <h2 className="border-b border-line px-4 py-3.5">{home.agents}</h2>
            <ul className="divide-y divide-line">
              {agents.map((agent) => <li key={agent.agent}><AgentRow agent={agent} /></li>)}
            </ul>
          </Card>
        )}
      </div>
    </>
  );
}
