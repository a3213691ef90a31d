import type { ReactElement } from "react";
import { useKeys } from "../keys/useKeys.js";
import { Command } from "../pieces/Command.js";
import { words } from "../words/index.js";
import { profileOf } from "./profileOf.js";
import { useOwnerLink } from "./useOwnerLink.js";

/** What to type where an agent is to run: it makes that machine a device of the agent. Needs the open keys. */
export function EnrolCommand({ name }: { name: string }): ReactElement {
  const { newAgent } = words;
  const { state } = useKeys();
  const link = useOwnerLink();
  if (state !== "unlocked") return <p className="text-ink-soft">{newAgent.unlockFirst}</p>;
  if (link === null) return <p role="status" className="text-ink-soft">{words.loading}</p>;
  const profile = profileOf(name);
  return (
    <div className="grid grid-cols-1 gap-2">
      <p>{newAgent.enrol}</p>
      <Command text={`./cex enrol '${link}' --as ${profile} --agent '${name.replaceAll("'", `'\\''`)}'`} />
      <p className="text-sm text-ink-soft">{newAgent.enrolWhy}</p>
      <p className="mt-2">{newAgent.invite}</p>
      <Command text={`./cex invite --as ${profile}`} />
    </div>
  );
}
