import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { AgentFrame } from "../agents/AgentFrame.js";
import { DeviceList } from "../agents/DeviceList.js";
import { FreezeButton } from "../agents/FreezeButton.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { KeyCard } from "./KeyCard.js";

/** With what an agent proves who it is: its API keys and its devices. */
export function AgentKeysPage(): ReactElement {
  const { agentKeys } = words;
  const { agent: id } = useParams({ from: "/inside/agents/$agent/keys" });
  return (
    <AgentFrame id={id} title={agentKeys.of} lead={agentKeys.lead} aside={(agent) => <FreezeButton agent={agent} />}>
      {(agent) => (
        <div className="grid gap-5">
          <Card className="overflow-clip">
            <div className="border-b border-line px-4 py-3">
              <h2>{agentKeys.devices}</h2>
              <p className="text-sm text-ink-soft">{agentKeys.devicesLead}</p>
            </div>
            <DeviceList agent={agent} />
          </Card>
          <KeyCard agent={agent} />
        </div>
      )}
    </AgentFrame>
  );
}
