import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bot, Snowflake } from "lucide-react";
import { useState, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { accountQuery, agentsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Confirm } from "../pieces/Confirm.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { AddAgentButton, AddAgentDialog } from "./AddAgent.js";
import { AgentRow } from "./AgentRow.js";

/** The agents of the signed-in owner, and the switch that stops all of them. */
export function AgentsPage(): ReactElement {
  const { data, error, refetch } = useQuery(agentsQuery);
  const account = useQuery(accountQuery).data ?? null;
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const isAllFrozen = data?.every(({ frozen }) => frozen) === true;
  const freeze = useMutation({
    mutationFn: (frozen: boolean) => exchange.owners.freezeAll(frozen),
    onSuccess: (_, frozen) => toast(frozen ? words.agents.frozenAll : words.agents.unfrozeAll),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["agents"] }),
  });
  return (
    <>
      <PageTitle
        title={words.agents.title} lead={words.agents.lead}
        aside={data !== undefined && data.length > 0 && (
          <>
            <AddAgentButton open={() => setAdding(true)} />
            <Button
              look={isAllFrozen ? "primary" : "danger"} disabled={freeze.isPending}
              onClick={() => { if (isAllFrozen) freeze.mutate(false); else setAsking(true); }}
            >
              <Snowflake aria-hidden="true" className="size-4" />
              {isAllFrozen ? words.agents.unfreezeAll : words.agents.freezeAll}
            </Button>
          </>
        )}
      />
      {error !== null && data === undefined ? <ErrorState error={error} retry={() => void refetch()} />
        : data === undefined ? <Skeleton />
          : data.length === 0 ? (
            <EmptyState icon={Bot} title={words.agents.none}>
              {account === null
                ? <><p className="mb-4">{words.agents.noneText}</p><Command text="./cex invite --as alice" /></>
                : <AddAgentButton look="primary" open={() => setAdding(true)} />}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-clip rounded-2xl border border-line bg-surface shadow-card">
              {data.map((agent) => <li key={agent.agent}><AgentRow agent={agent} /></li>)}
            </ul>
          )}
      {isAdding && <AddAgentDialog close={() => setAdding(false)} />}
      {isAsking && (
        <Confirm
          title={words.agents.freezeAllTitle} text={words.agents.freezeAllText} label={words.agents.freezeAll}
          close={() => setAsking(false)} confirm={() => freeze.mutate(true)}
        />
      )}
    </>
  );
}
