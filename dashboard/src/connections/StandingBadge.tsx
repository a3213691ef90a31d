import type { ConnectionInfo } from "@contextexchange/sdk";
import type { ReactElement } from "react";
import { Badge } from "../pieces/Badge.js";
import { words } from "../words/index.js";

/** Whether anything passes on a connection. */
export function StandingBadge({ connection, isQuietWhenOpen = false }: {
  connection: ConnectionInfo; isQuietWhenOpen?: boolean;
}): ReactElement | null {
  const { standing, frozen, suspended } = connection;
  if (suspended !== null) return <Badge tone="stop">{words.activity.kinds["connection.suspended"]}</Badge>;
  if (frozen) return <Badge tone="wait">{words.agents.frozen}</Badge>;
  const isOpen = standing === "active";
  if (isOpen && isQuietWhenOpen) return null;
  return <Badge tone={isOpen ? "good" : "plain"}>{words.contract.standings[standing] ?? standing}</Badge>;
}
