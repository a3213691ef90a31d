import type { AgentInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { agentsQuery } from "../exchange/queries.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { AgentBadge } from "./AgentBadge.js";

const tabs = [
  { to: "/agents/$agent", label: words.agents.connections },
  { to: "/agents/$agent/invites", label: words.invites.title },
  { to: "/agents/$agent/keys", label: words.agentKeys.title },
  { to: "/agents/$agent/run", label: words.run.title },
] as const;

/** On a narrow screen the tabs do not stand beside each other all: the open one is brought into view. */
function showOpenTab(tabBar: HTMLElement | null): void {
  tabBar?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** What stands around every page of one agent: its name, how it stands, and its other pages. */
export function AgentFrame({ id, title, lead, aside, children }: {
  id: string; title: (name: string) => string; lead?: ReactNode; aside?: (agent: AgentInfo) => ReactNode;
  children: (agent: AgentInfo) => ReactNode;
}): ReactElement {
  const { agents } = words;
  // A device that asks to be let in tells nobody but this list.
  const { data, error, refetch } = useQuery({ ...agentsQuery, refetchInterval: 10_000 });
  const agent = data?.find((one) => one.agent === id);
  if (error !== null && data === undefined) return <ErrorState isPage error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  if (agent === undefined)
    return <EmptyState isPage icon={Bot} title={agents.missing}>{agents.missingText}</EmptyState>;
  return (
    <>
      <PageTitle
        title={title(agent.displayName)} lead={lead ?? <code className="break-all">{agent.agent}</code>}
        aside={<><AgentBadge agent={agent} />{aside?.(agent)}</>}
      />
      <nav
        ref={showOpenTab} aria-label={agents.pagesOf(agent.displayName)}
        className="mb-5 flex gap-1 overflow-x-auto border-b border-line"
      >
        {tabs.map(({ to, label }) => (
          <Link
            key={to} to={to} params={{ agent: id }} activeOptions={{ exact: true }}
            className="-mb-px flex min-h-11 items-center whitespace-nowrap border-b-2 border-transparent px-3 text-sm
              font-medium text-ink-soft hover:text-ink focus-visible:-outline-offset-2
              aria-[current=page]:border-accent aria-[current=page]:text-accent"
          >
            {label}
          </Link>
        ))}
      </nav>
      {children(agent)}
    </>
  );
}
