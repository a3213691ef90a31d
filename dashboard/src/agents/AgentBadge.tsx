import type { AgentInfo } from "@contextexchange/sdk";
import type { ReactElement } from "react";
import { Badge } from "../pieces/Badge.js";
import { words } from "../words/index.js";

export function AgentBadge({ agent }: { agent: AgentInfo }): ReactElement {
  if (agent.frozen) return <Badge tone="wait">{words.agents.frozen}</Badge>;
  return agent.online ? <Badge tone="good">{words.agents.online}</Badge> : <Badge>{words.agents.offline}</Badge>;
}
