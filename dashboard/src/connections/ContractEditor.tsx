import { ExchangeError, type Terms } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { Signature } from "lucide-react";
import { useState, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import type { OwnConnection } from "../exchange/queries.js";
import { KeyRemedy } from "../keys/KeyRemedy.js";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { effectsOf, flowsOf, type Effect } from "./flows.js";
import { LevelChoice } from "./LevelChoice.js";

function sentence(effect: Effect): string {
  const { effects } = words.contract;
  return "category" in effect ? effects[effect.kind](effects[effect.direction], effect.category) : effects[effect.kind];
}

/** Changes the own side: what is chosen, what it means, and the signature that puts it in force. */
export function ContractEditor({ connection, close }: { connection: OwnConnection; close: () => void }): ReactElement {
  const { contract } = words;
  const { agent, peer, own, theirs, agentName } = connection;
  const [draft, setDraft] = useState<Terms>(own);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const client = useQueryClient();
  const isOpen = useKeys().state === "unlocked";
  const effects = effectsOf(own, draft);
  const set = (category: string, change: Partial<Terms["levels"][string]>): void => setDraft((before) => ({
    ...before,
    levels: {
      ...before.levels,
      [category]: { ...before.levels[category] ?? { share: "never", receive: "never" }, ...change },
    },
  }));
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await keys.call("changeTerms", agent, peer, draft);
      toast(contract.saved);
      close();
    } catch (error) {
      const isStale = error instanceof ExchangeError && error.code === "stale-version";
      setProblem(isStale ? contract.stale : explain(error));
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ["connections"] });
    }
  };
  return (
    <Dialog title={contract.change} close={close} wide>
      <KeyRemedy />
      <ul className="grid gap-4">
        {flowsOf(draft, theirs).map(({ category, own: { share, receive } }) => (
          <li key={category} className="grid gap-2 border-b border-line pb-4">
            <h3 className="font-semibold">{category}</h3>
            <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
              <span className="text-ink-soft">{contract.share(agentName)}</span>
              <LevelChoice
                label={`${category}: ${contract.share(agentName)}`} value={share}
                choose={(level) => set(category, { share: level })}
              />
            </div>
            <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
              <span className="text-ink-soft">{contract.receive(agentName)}</span>
              <LevelChoice
                label={`${category}: ${contract.receive(agentName)}`} value={receive}
                choose={(level) => set(category, { receive: level })}
              />
            </div>
          </li>
        ))}
      </ul>
      <label className="mt-3 flex min-h-11 items-center gap-3">
        <input
          type="checkbox" className="size-5 accent-[var(--accent)]" checked={draft.ownerReads}
          onChange={({ target }) => setDraft((before) => ({ ...before, ownerReads: target.checked }))}
        />
        {contract.readsLabel}
      </label>
      <section aria-live="polite" className="mt-3 rounded-xl border border-line bg-sunken p-4 text-sm">
        <h3 className="font-semibold">{contract.meaning}</h3>
        {effects.length === 0 ? <p className="text-ink-soft">{contract.unchanged}</p> : (
          <ul className="mt-1 list-disc pl-5">
            {effects.map((effect) => <li key={sentence(effect)}>{sentence(effect)}</li>)}
            <li className="text-ink-soft">{contract.effects.pending}</li>
          </ul>
        )}
      </section>
      <p role="alert" className="mt-3 text-sm font-medium text-stop empty:hidden">{problem}</p>
      <Button
        look="primary" className="mt-4 w-full" disabled={!isOpen || isBusy || effects.length === 0}
        onClick={() => void save()}
      >
        <Signature aria-hidden="true" className="size-4.5" />{isBusy ? contract.saving : contract.save}
      </Button>
      {!isOpen && <p className="mt-2 text-sm text-ink-soft">{contract.needsKeys}</p>}
    </Dialog>
  );
}
