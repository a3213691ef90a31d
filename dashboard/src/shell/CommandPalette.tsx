import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useId, useState, type KeyboardEvent, type ReactElement } from "react";
import { agentsQuery, connectionsQuery } from "../exchange/queries.js";
import { useRights } from "../exchange/useRights.js";
import { keys } from "../keys/keyStore.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";
import { allPlaces } from "./places.js";

interface Choice {
  readonly label: string;
  readonly go: () => void;
}

function useChoices(close: () => void): readonly Choice[] {
  const navigate = useNavigate();
  const rights = useRights();
  // An auditor has neither, and may not ask.
  const enabled = !rights.isAuditor;
  const agents = useQuery({ ...agentsQuery, enabled }).data ?? [];
  const connections = useQuery({ ...connectionsQuery, enabled }).data ?? [];
  const then = (go: () => unknown) => (): void => {
    close();
    void go();
  };
  const pages = allPlaces(rights).map(({ to, label }) =>
    ({ label: words.palette.go(label), go: then(() => navigate({ to })) }));
  if (rights.isAuditor) return pages;
  return [
    ...pages,
    { label: words.palette.go(words.pages.owner), go: then(() => navigate({ to: "/owner" })) },
    { label: words.keys.lockNow, go: then(() => void keys.lock()) },
    ...agents.map(({ agent, displayName }) =>
      ({ label: displayName, go: then(() => navigate({ to: "/agents/$agent", params: { agent } })) })),
    ...agents.flatMap(({ agent, displayName }) => [
      {
        label: words.palette.go(words.invites.of(displayName)),
        go: then(() => navigate({ to: "/agents/$agent/invites", params: { agent } })),
      },
      {
        label: words.palette.go(words.agentKeys.of(displayName)),
        go: then(() => navigate({ to: "/agents/$agent/keys", params: { agent } })),
      },
    ]),
    ...connections.map(({ agent, agentName, peer, peerName }) => ({
      label: words.inbox.between(agentName, peerName),
      go: then(() => navigate({ to: "/inbox/$agent/$peer", params: { agent, peer } })),
    })),
  ];
}

const matching = (choices: readonly Choice[], wanted: string): readonly Choice[] =>
  choices.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, 12);

/**
 * Goes anywhere by a few letters: a combobox over pages, agents and conversations. The field stands at once and takes
 * letters and Enter; what is listed below it follows a moment later.
 */
export function CommandPalette({ close }: { close: () => void }): ReactElement {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const wanted = typed.trim().toLowerCase();
  const all = useChoices(close);
  const placeholder = useRights().isAuditor ? words.palette.placeholderPages : words.palette.placeholder;
  const choices = matching(all, wanted);
  const listedFor = useDeferredValue(wanted, null);
  const listed = listedFor === null ? [] : matching(all, listedFor);
  const chosen = Math.min(at, choices.length - 1);
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setAt((chosen + step + choices.length) % choices.length);
    } else if (event.key === "Enter") {
      // What had the focus before has it again as soon as the palette closes: the key is not meant for it too.
      event.preventDefault();
      choices[chosen]?.go();
    }
  };
  return (
    <Dialog title={words.palette.title} close={close} paintsFirst>
      <input
        data-first
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-label={placeholder}
        {...(chosen in listed ? { "aria-activedescendant": `${list}-${chosen}` } : {})}
        value={typed}
        onChange={(event) => { setTyped(event.target.value); setAt(0); }}
        onKeyDown={onKey}
        placeholder={placeholder}
        className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base
          placeholder:text-ink-soft"
      />
      <ul id={list} role="listbox" aria-label={words.palette.results} className={`mt-3 grid gap-0.5
        ${listedFor === null ? "min-h-132" : ""}`}>
        {listed.map(({ label, go }, i) => (
          <li
            key={`${label} ${i}`}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === chosen}
            onClick={go}
            className="cursor-pointer rounded-lg px-3 py-2.5 hover:bg-sunken aria-selected:bg-accent-soft
              aria-selected:text-accent"
          >
            {label}
          </li>
        ))}
      </ul>
      <p role="status" className="px-3 py-2 text-ink-soft">{choices.length === 0 ? words.palette.none : ""}</p>
    </Dialog>
  );
}
