import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { MessagesSquare, Pencil, Snowflake, Unplug } from "lucide-react";
import { useState, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { connectionsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { Button, buttonClass } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { ContractEditor } from "./ContractEditor.js";
import { ContractView } from "./ContractView.js";
import { EndConnection } from "./EndConnection.js";
import { PolicyCard } from "./PolicyCard.js";
import { SafetyCard } from "./SafetyCard.js";
import { StandingBadge } from "./StandingBadge.js";

/** One connection: what may pass, who the other side is, and the switches that stop and end it. */
export function ConnectionPage(): ReactElement {
  const { agent, peer } = useParams({ from: "/inside/connections/$agent/$peer" });
  const { contract } = words;
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(connectionsQuery);
  const [isChanging, setChanging] = useState(false);
  const connection = data?.find((one) => one.agent === agent && one.peer === peer);
  const isStopped = connection?.frozen === true || connection?.suspended !== null;
  const freeze = useMutation({
    mutationFn: () => exchange.connections.change(agent, peer, isStopped ? "unfreeze" : "freeze"),
    onSuccess: () => toast(isStopped ? contract.unfroze : contract.froze),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["connections"] }),
  });
  if (error !== null && data === undefined) return <ErrorState isPage error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  if (connection === undefined)
    return <EmptyState isPage icon={Unplug} title={contract.missing}>{contract.missingText}</EmptyState>;
  const { agentName, peerName, suspended } = connection;
  const isActive = connection.standing === "active";
  return (
    <>
      <PageTitle
        title={words.inbox.between(agentName, peerName)} lead={contract.lead(agentName, peerName)}
        aside={
          <>
            <StandingBadge connection={connection} />
            {isActive && (
              <Button look="danger" disabled={freeze.isPending} onClick={() => freeze.mutate()}>
                <Snowflake aria-hidden="true" className="size-4" />{isStopped ? contract.unfreeze : contract.freeze}
              </Button>
            )}
            <Link to="/inbox/$agent/$peer" params={{ agent, peer }} className={buttonClass()}>
              <MessagesSquare aria-hidden="true" className="size-4" />{words.pages.thread}
            </Link>
            {isActive && (
              <Button look="primary" onClick={() => setChanging(true)}>
                <Pencil aria-hidden="true" className="size-4" />{contract.change}
              </Button>
            )}
          </>
        }
      />
      {isActive && isStopped && (
        <p role="status" className="mb-5 rounded-2xl border border-stop/40 bg-stop-soft p-4 text-stop">
          {suspended === null ? contract.frozen : contract.suspended(suspended)}
        </p>
      )}
      <div className="grid gap-5">
        <ContractView connection={connection} />
        <PolicyCard connection={connection} />
        <SafetyCard agent={agent} peer={peer} />
        <EndConnection connection={connection} />
      </div>
      {isChanging && <ContractEditor connection={connection} close={() => setChanging(false)} />}
    </>
  );
}
