import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { MessagesSquare, ScrollText } from "lucide-react";
import { useEffect, useMemo, useRef, type ReactElement } from "react";
import { useNames } from "../exchange/names.js";
import { connectionsQuery, conversationQuery } from "../exchange/queries.js";
import { KeyRemedy } from "../keys/KeyRemedy.js";
import { buttonClass } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { knownCategories, labelsOf } from "./labels.js";
import { MessageBubble } from "./MessageBubble.js";
import { ThreadProblem } from "./ThreadProblem.js";
import { useThreadTexts } from "./useThreadTexts.js";

/** One conversation, oldest first. */
export function ThreadPage(): ReactElement {
  const { agent, peer } = useParams({ from: "/inside/inbox/$agent/$peer" });
  const nameOf = useNames();
  const { data: entries, error, refetch } = useQuery(conversationQuery(agent, peer));
  const connection = useQuery(connectionsQuery).data?.find((one) => one.agent === agent && one.peer === peer);
  const all = useMemo(() => {
    const categories = knownCategories(connection);
    return (entries ?? []).flatMap((entry) => labelsOf(entry, categories) ?? []);
  }, [entries, connection]);
  const newest = all.at(-1)?.hash ?? null;
  const { texts, error: problem } = useThreadTexts(agent, peer, newest);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => { void end.current?.scrollIntoView({ block: "end" }); }, [newest]);
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
      {all.length > 0 && <KeyRemedy />}
      {problem !== null && <ThreadProblem error={problem} agent={agent} peer={peer} />}
      {error !== null && entries === undefined ? <ErrorState error={error} retry={() => void refetch()} />
        : entries === undefined ? <Skeleton rows={4} />
          : all.length === 0
            ? <EmptyState icon={MessagesSquare} title={words.inbox.empty}>{words.inbox.emptyText}</EmptyState>
            : (
              <ol aria-label={words.inbox.messages} className="grid gap-5">
                {all.map((labels) => (
                  <li key={labels.hash}>
                    <MessageBubble
                      labels={labels} text={texts?.get(labels.hash)} name={nameOf(labels.sender)}
                      isOwn={labels.sender === agent} isMarked={location.hash === `#m${labels.hash}`}
                    />
                  </li>
                ))}
              </ol>
            )}
      <div ref={end} className="scroll-mb-32" />
    </>
  );
}
