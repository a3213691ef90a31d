import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import type { ReactElement } from "react";
import { connectionsQuery, type OwnConnection } from "../exchange/queries.js";
import { ago } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { StandingBadge } from "../connections/StandingBadge.js";
import { Avatar } from "../pieces/Avatar.js";
import { Command } from "../pieces/Command.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";

function Row({ connection, now }: { connection: OwnConnection; now: number }): ReactElement {
  const { agent, agentName, peer, peerName, lastMessageAt } = connection;
  return (
    <Link
      to="/inbox/$agent/$peer" params={{ agent, peer }}
      className="flex items-center gap-4 px-4 py-3.5 hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <Avatar name={peerName} id={peer} size="size-11" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{peerName}</span>
        <span className="block truncate text-sm text-ink-soft">{words.inbox.between(agentName, peerName)}</span>
      </span>
      <span className="flex flex-col items-end gap-1 text-sm text-ink-soft">
        {lastMessageAt === null ? words.inbox.never : ago(lastMessageAt, now)}
        <StandingBadge connection={connection} isQuietWhenOpen />
      </span>
    </Link>
  );
}

/** Every conversation, the newest on top. */
export function InboxPage(): ReactElement {
  const { data, error, refetch } = useQuery(connectionsQuery);
  const now = useNow();
  const sorted = [...data ?? []].sort((one, other) => (other.lastMessageAt ?? 0) - (one.lastMessageAt ?? 0));
  return (
    <>
      <PageTitle title={words.inbox.title} lead={words.inbox.lead} />
      {error !== null && data === undefined ? <ErrorState error={error} retry={() => void refetch()} />
        : data === undefined ? <Skeleton rows={5} />
          : sorted.length === 0 ? (
            <EmptyState icon={Inbox} title={words.inbox.none}>
              <p className="mb-4">{words.inbox.noneText}</p><Command text="./cex invite --as alice" />
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-clip rounded-2xl border border-line bg-surface shadow-card">
              {sorted.map((connection) => (
                <li key={`${connection.agent} ${connection.peer}`}><Row connection={connection} now={now} /></li>
              ))}
            </ul>
          )}
    </>
  );
}
