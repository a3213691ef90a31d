import type { AgentInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { agentsQuery, connectionsQuery, type OwnConnection } from "./queries.js";

/** What an agent is called here. Names are what its owner says: text, and no proof of who it is. */
export type NameOf = (agent: string) => string;

// Lists of names alone, which stay the same objects while the rest of the lists changes with each message.
const ofAgents = (agents: readonly AgentInfo[]) =>
  agents.map(({ agent, displayName }) => [agent, displayName] as const);
const ofPeers = (connections: readonly OwnConnection[]) =>
  connections.map(({ peer, peerName }) => [peer, peerName] as const);

export function useNames(): NameOf {
  const agents = useQuery({ ...agentsQuery, select: ofAgents }).data;
  const peers = useQuery({ ...connectionsQuery, select: ofPeers }).data;
  return useMemo(() => {
    const names = new Map([...peers ?? [], ...agents ?? []]);
    return (agent) => names.get(agent) ?? agent.slice(0, 8);
  }, [agents, peers]);
}
