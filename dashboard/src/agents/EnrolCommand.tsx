import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";
import { Command } from "../pieces/Command.js";
import { words } from "../words/index.js";
import { profileOf } from "./profileOf.js";

/** What to type where an agent is to run: it makes that machine a device of the agent. Needs the open keys. */
export function EnrolCommand({ name }: { name: string }): ReactElement {
  const { newAgent } = words;
  const standing = useKeys();
  const isOpen = standing.state === "unlocked";
  const { data } = useQuery({
    queryKey: ["text", "enrol", isOpen ? standing.agents.length : 0], queryFn: () => keys.call("sealed"), gcTime: 0,
    enabled: isOpen,
  });
  if (!isOpen) return <p className="text-ink-soft">{newAgent.unlockFirst}</p>;
  if (data === undefined) return <p role="status" className="text-ink-soft">{words.loading}</p>;
  const profile = profileOf(name);
  return (
    <div className="grid grid-cols-1 gap-2">
      <p>{newAgent.enrol}</p>
      <Command text={`./cex enrol '${data.link}' --as ${profile} --agent '${name.replaceAll("'", `'\\''`)}'`} />
      <p className="text-sm text-ink-soft">{newAgent.enrolWhy}</p>
      <p className="mt-2">{newAgent.invite}</p>
      <Command text={`./cex invite --as ${profile}`} />
    </div>
  );
}
