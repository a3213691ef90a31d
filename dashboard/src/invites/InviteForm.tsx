import { type AgentInfo, type InviteMade, type Preset, presetTerms } from "@contextexchange/sdk";
import { Signature } from "lucide-react";
import { useState, type FormEvent, type ReactElement } from "react";
import { textOf } from "../account/textOf.js";
import { useAttempt } from "../account/useAttempt.js";
import { KeyRemedy } from "../keys/KeyRemedy.js";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { PresetChoice } from "./PresetChoice.js";
import { defaultExpiry, expiries, profileOf } from "./presets.js";

/** What an invite offers and to whom; the owner's keys sign it. */
export function InviteForm({ agent, made }: {
  agent: AgentInfo; made: (invite: InviteMade) => void;
}): ReactElement {
  const { invites } = words;
  const standing = useKeys();
  const [preset, setPreset] = useState<Preset>("balanced");
  const [reads, setReads] = useState(true);
  const { isBusy, problem, run } = useAttempt(invites.problems);
  const isOpen = standing.state === "unlocked";
  const isHere = isOpen && standing.agents.includes(agent.agent);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const boundEmail = textOf(event, "bound");
    const expiresInSeconds = Number(textOf(event, "expiry"));
    void run(async () => made(await keys.call("invite", agent.agent, {
      terms: presetTerms(preset, reads), expiresInSeconds, ...(boundEmail === "" ? {} : { boundEmail }),
    })));
  };
  return (
    <>
      <KeyRemedy />
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div>
          <p className="mb-1.5 text-sm font-medium">{invites.preset}</p>
          <PresetChoice value={preset} choose={setPreset} />
          <p className="mt-1.5 text-sm text-ink-soft">{invites.later}</p>
        </div>
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox" className="size-5 shrink-0 accent-[var(--accent)]" checked={reads}
            onChange={({ target }) => setReads(target.checked)}
          />
          {invites.reads}
        </label>
        <label className="block">
          <span className="mb-1.5 block text-sm font-medium">{invites.expiry}</span>
          <select
            name="expiry" defaultValue={defaultExpiry}
            className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base"
          >
            {expiries.map((seconds) => <option key={seconds} value={seconds}>{invites.expiries[seconds]}</option>)}
          </select>
        </label>
        <Field
          label={invites.bound} hint={invites.boundHint} name="bound" type="email" autoComplete="off" maxLength={254}
        />
        <p role="alert" className="text-sm font-medium text-stop empty:hidden">{problem}</p>
        <Button type="submit" look="primary" className="!min-h-11" disabled={!isHere || isBusy}>
          <Signature aria-hidden="true" className="size-4.5" />{isBusy ? invites.busy : invites.submit}
        </Button>
        {!isHere && (
          <div className="text-sm text-ink-soft">
            <p>{isOpen ? invites.foreignAgent : invites.needsKeys}</p>
            <p className="mb-1.5 mt-3">{invites.elsewhere}</p>
            <Command text={`./cex invite --as ${profileOf(agent.displayName)} --preset ${preset}`} />
          </div>
        )}
      </form>
    </>
  );
}
