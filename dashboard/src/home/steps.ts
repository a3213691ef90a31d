import { profileOf } from "../agents/profileOf.js";
import type { OwnConnection } from "../exchange/queries.js";
import { words } from "../words/index.js";

/** A first step, done or not; the command that does it, where one does. */
export interface Step {
  readonly id: keyof typeof words.home.steps;
  readonly isDone: boolean;
  readonly command: string | null;
}

/** What the page knows of how far its owner has come. */
export interface Progress {
  readonly agents: readonly string[];
  readonly connections: readonly OwnConnection[];
  readonly hasKeys: boolean;
  readonly hasDecided: boolean;
  /** The owner lives in this browser: its agents are made here. */
  readonly makesAgentsHere: boolean;
}

/** The first steps, ticked off by what is really there. */
export function stepsOf({
  agents, connections, hasKeys, hasDecided, makesAgentsHere,
}: Progress): readonly Step[] {
  const name = profileOf(agents[0] ?? "alice");
  // Its owner chose the peer's name: in a shell it could say anything.
  const peer = connections[0]?.peer ?? "bob";
  return [
    { id: "signedIn", isDone: true, command: null },
    { id: "agent", isDone: agents.length > 0, command: makesAgentsHere ? null : "./cex invite --as alice" },
    { id: "connect", isDone: connections.length > 0, command: `./cex invite --as ${name}` },
    {
      id: "message", isDone: connections.some(({ lastMessageAt }) => lastMessageAt !== null),
      command: `./cex send --as ${name} ${peer} "hello" --category schedule`,
    },
    { id: "keys", isDone: hasKeys, command: null },
    { id: "decide", isDone: hasDecided, command: null },
  ];
}
