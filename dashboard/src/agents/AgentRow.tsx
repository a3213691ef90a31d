import type { AgentInfo } from "@contextexchange/sdk";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactElement } from "react";
import { Avatar } from "../pieces/Avatar.js";
import { words } from "../words/index.js";
import { AgentBadge } from "./AgentBadge.js";

export function AgentRow({ agent }: { agent: AgentInfo }): ReactElement {
  const devices = agent.devices.filter(({ standing }) => standing !== "revoked").length;
  return (
    <Link
      to="/agents/$agent" params={{ agent: agent.agent }}
      className="flex items-center gap-4 px-4 py-3.5 hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <Avatar name={agent.displayName} id={agent.agent} size="size-11" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{agent.displayName}</span>
        <span className="block text-sm text-ink-soft">{words.agents.deviceCount(devices)}</span>
      </span>
      <AgentBadge agent={agent} />
      <ChevronRight aria-hidden="true" className="size-4 text-ink-soft" />
    </Link>
  );
}
