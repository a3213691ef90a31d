import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { agentsQuery, connectionsQuery } from "./queries.js";

/** What an agent is called here. Names are what its owner says: text, and no proof of who it is. */
export type NameOf = (agent: string) => string;

export function useNames(): NameOf {
  const agents = useQuery(agentsQuery).data;
  const connections = useQuery(connectionsQuery).data;
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { peer, peerName } of connections ?? []) names.set(peer, peerName);
    for (const { agent, displayName } of agents ?? []) names.set(agent, displayName);
    return (agent) => names.get(agent) ?? agent.slice(0, 8);
  }, [agents, connections]);
}
