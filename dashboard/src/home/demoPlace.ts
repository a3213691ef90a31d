import type { AgentInfo } from "@contextexchange/sdk";

const agentsPlace = "cex.demo.agents";
const begunPlace = "cex.demo.begun";

/** What this browser knows of a demo: its agents, and whose demo was begun and has not told its agents yet. */
export interface DemoMemory {
  readonly agents: readonly string[];
  readonly begunBy: string | null;
}

export function rememberedDemo(): DemoMemory {
  return {
    agents: JSON.parse(localStorage.getItem(agentsPlace) ?? "[]") as string[],
    begunBy: localStorage.getItem(begunPlace),
  };
}

/** Before the first agent is made: a page that is closed meanwhile leaves agents behind. */
export function rememberBegun(owner: string): void {
  localStorage.setItem(begunPlace, owner);
}

export function rememberAgents(agents: readonly string[]): void {
  localStorage.setItem(agentsPlace, JSON.stringify(agents));
  localStorage.removeItem(begunPlace);
}

export function forgetDemo(): void {
  localStorage.removeItem(agentsPlace);
  localStorage.removeItem(begunPlace);
}

/** Calls when another tab has begun or ended a demo. */
export function watchDemo(changed: () => void): () => void {
  const onStorage = ({ key }: StorageEvent): void => {
    if (key === null || key === agentsPlace || key === begunPlace) changed();
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}

/**
 * The agents of a demo among an owner's.
 * @param names What a demo's agents are called: those are its own where it was begun and never finished.
 */
export function demoAgents(
  { agents, begunBy }: DemoMemory, own: readonly AgentInfo[], owner: string, names: readonly string[],
): readonly AgentInfo[] {
  return own.filter(({ agent, displayName }) =>
    agents.includes(agent) || begunBy === owner && names.includes(displayName));
}
