import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Bot, Snowflake } from "lucide-react";
import type { ReactElement } from "react";
import { StandingBadge } from "../connections/StandingBadge.js";
import { explain } from "../exchange/refusals.js";
import { agentsQuery, connectionsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { Avatar } from "../pieces/Avatar.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { AgentBadge } from "./AgentBadge.js";
import { DeviceList } from "./DeviceList.js";
import { EnrolCommand } from "./EnrolCommand.js";

/** One agent: its devices, whom it is connected to, and the switch that stops it. */
export function AgentPage(): ReactElement {
  const { agent: id } = useParams({ from: "/inside/agents/$agent" });
  const { agents } = words;
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(agentsQuery);
  const connections = useQuery(connectionsQuery).data?.filter(({ agent }) => agent === id) ?? [];
  const agent = data?.find((one) => one.agent === id);
  const freeze = useMutation({
    mutationFn: (frozen: boolean) => exchange.agents.change(id, { frozen }),
    onSuccess: ({ displayName, frozen }) => toast(frozen ? agents.frozeOne(displayName) : agents.unfroze(displayName)),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["agents"] }),
  });
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  if (agent === undefined) return <EmptyState icon={Bot} title={agents.missing}>{agents.missingText}</EmptyState>;
  return (
    <>
      <PageTitle title={agent.displayName} lead={<code className="break-all">{agent.agent}</code>} aside={
        <>
          <AgentBadge agent={agent} />
          <Button look="danger" disabled={freeze.isPending} onClick={() => freeze.mutate(!agent.frozen)}>
            <Snowflake aria-hidden="true" className="size-4" />{agent.frozen ? agents.unfreeze : agents.freeze}
          </Button>
        </>
      } />
      <div className="grid gap-5">
        <Card className="overflow-clip">
          <h2 className="border-b border-line px-4 py-3">{agents.connections}</h2>
          {connections.length === 0 ? <p className="px-4 py-4 text-ink-soft">{agents.noConnections}</p> : (
            <ul className="divide-y divide-line">
              {connections.map((connection) => (
                <li key={connection.peer}>
                  <Link
                    to="/connections/$agent/$peer" params={{ agent: id, peer: connection.peer }}
                    className="flex items-center gap-3 px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2"
                  >
                    <Avatar name={connection.peerName} id={connection.peer} />
                    <span className="min-w-0 flex-1 truncate font-medium">{connection.peerName}</span>
                    <StandingBadge connection={connection} />
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card className="overflow-clip">
          <h2 className="border-b border-line px-4 py-3">{agents.devices}</h2>
          {agent.devices.length > 0 ? <DeviceList agent={agent} /> : (
            <div className="px-4 py-4">
              <p className="mb-3 font-medium">{words.newAgent.noDevice}</p><EnrolCommand name={agent.displayName} />
            </div>
          )}
        </Card>
      </div>
    </>
  );
}
