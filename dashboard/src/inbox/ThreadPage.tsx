import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { MessagesSquare, ScrollText } from "lucide-react";
import type { ReactElement } from "react";
import { useNames } from "../exchange/names.js";
import { connectionsQuery } from "../exchange/queries.js";
import { KeyRemedy } from "../keys/KeyRemedy.js";
import { buttonClass } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { ThreadList } from "./ThreadList.js";
import { ThreadProblem } from "./ThreadProblem.js";
import { useThread } from "./useThread.js";
import { useThreadTexts } from "./useThreadTexts.js";

/** One conversation, its newest messages first on the screen. */
export function ThreadPage(): ReactElement {
  const { agent, peer } = useParams({ from: "/inside/inbox/$agent/$peer" });
  const nameOf = useNames();
  const { messages, hasOlder, readOlder, error, retry } = useThread(agent, peer);
  const connection = useQuery(connectionsQuery).data?.find((one) => one.agent === agent && one.peer === peer);
  const { texts, error: problem } = useThreadTexts(agent, peer, messages);
  return (
    <>
      <PageTitle
        title={words.inbox.between(nameOf(agent), nameOf(peer))} lead={words.inbox.untrusted}
        aside={
          <Link to="/connections/$agent/$peer" params={{ agent, peer }} className={buttonClass()}>
            <ScrollText aria-hidden="true" className="size-4" />{words.inbox.contract}
          </Link>
        }
      />
      {messages !== null && messages.length > 0 && <KeyRemedy />}
      {problem !== null && <ThreadProblem error={problem} agent={agent} peer={peer} />}
      {messages === null ? error !== null ? <ErrorState error={error} retry={retry} /> : <Skeleton rows={4} />
        : messages.length === 0 && !hasOlder
          ? <EmptyState icon={MessagesSquare} title={words.inbox.empty}>{words.inbox.emptyText}</EmptyState>
          : (
            <ThreadList
              key={`${agent} ${peer}`} agent={agent} messages={messages} texts={texts} nameOf={nameOf}
              connection={connection} hasOlder={hasOlder} readOlder={readOlder}
            />
          )}
    </>
  );
}
