import type { AgentInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { ReactElement } from "react";
import { StandingBadge } from "../connections/StandingBadge.js";
import { connectionsQuery } from "../exchange/queries.js";
import { Avatar } from "../pieces/Avatar.js";
import { buttonClass } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { AgentFrame } from "./AgentFrame.js";
import { DeleteAgent } from "./DeleteAgent.js";
import { EnrolCommand } from "./EnrolCommand.js";
import { FreezeButton } from "./FreezeButton.js";

/** One agent: whom it is connected to, what of it waits, and the switch that stops it. */
export function AgentPage(): ReactElement {
  const { agent: id } = useParams({ from: "/inside/agents/$agent" });
  return (
    <AgentFrame id={id} title={(name) => name} aside={(agent) => <FreezeButton agent={agent} />}>
      {(agent) => <Overview agent={agent} />}
    </AgentFrame>
  );
}

function Overview({ agent }: { agent: AgentInfo }): ReactElement {
  const { agents } = words;
  const id = agent.agent;
  const connections = useQuery(connectionsQuery).data?.filter((one) => one.agent === id) ?? [];
  const waiting = agent.devices.filter(({ standing }) => standing === "waiting").length;
  return (
    <div className="grid gap-5">
      {waiting > 0 && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-2xl border border-wait/40 bg-wait-soft
          p-4">
          <p className="text-wait">{agents.devicesWait(waiting)}</p>
          <Link to="/agents/$agent/keys" params={{ agent: id }} className={buttonClass("primary")}>
            {agents.lookAtDevices}
          </Link>
        </div>
      )}
      {agent.devices.length === 0 && (
        <Card className="p-4">
          <h2 className="mb-3">{words.newAgent.noDevice}</h2><EnrolCommand name={agent.displayName} />
        </Card>
      )}
      <Card className="overflow-clip">
        <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2.5">
          <h2>{agents.connections}</h2>
          <Link to="/agents/$agent/invites" params={{ agent: id }} className={buttonClass()}>
            <Plus aria-hidden="true" className="size-4" />{words.invites.make}
          </Link>
        </div>
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
      <DeleteAgent agent={agent} />
    </div>
  );
}
