import { useNavigate, useSearch } from "@tanstack/react-router";
import { Activity, Pause, Play, SearchX } from "lucide-react";
import { useCallback, useMemo, useState, type ReactElement } from "react";
import { useNames } from "../exchange/names.js";
import { Button } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import type { SeenEvent } from "./activityLog.js";
import { EventDetails } from "./EventDetails.js";
import { EventList } from "./EventList.js";
import { LiveState } from "./LiveState.js";
import { matches, type Group } from "./outcomes.js";
import { useActivity } from "./useActivity.js";

const groups: readonly (Group | null)[] = [null, "delivered", "waiting", "stopped"];

/** What all agents do, as it happens. */
export function ActivityPage(): ReactElement {
  const { filter = "", group = null, event: chosen } = useSearch({ from: "/inside/activity" });
  const navigate = useNavigate({ from: "/activity" });
  const { events, state, isWhole } = useActivity();
  const nameOf = useNames();
  const [frozen, setFrozen] = useState<readonly SeenEvent[] | null>(null);
  const shown = useMemo(() => {
    const all = frozen ?? events;
    // Where nothing is left out, thousands of rows need not be asked with every frame.
    if (group === null && filter.trim() === "") return all;
    return all.filter((event) => matches(event, filter, group, nameOf));
  }, [frozen, events, filter, group, nameOf]);
  const choose = useCallback((key: string) => void navigate({
    search: (before) => ({ ...before, event: before.event === key ? undefined : key }), replace: true,
  }), [navigate]);
  const narrow = (change: { filter?: string; group?: Group | null }): void => void navigate({
    search: (before) => ({
      ...before, filter: change.filter ?? (filter || undefined),
      group: ("group" in change ? change.group : group) ?? undefined,
    }),
    replace: true,
  });
  const chosenEvent = chosen === undefined ? undefined : events.find(({ key }) => key === chosen);
  const missed = frozen === null ? 0 : frozen.length === 0 ? events.length : events.indexOf(frozen[0]!);
  return (
    <>
      <PageTitle title={words.activity.title} lead={words.activity.lead} aside={
        <>
          <LiveState state={state} isPaused={frozen !== null} />
          <Button aria-pressed={frozen !== null} onClick={() => setFrozen(frozen === null ? events : null)}>
            {frozen === null
              ? <><Pause aria-hidden="true" className="size-4" />{words.activity.pause}</>
              : <><Play aria-hidden="true" className="size-4" />{words.activity.resume}</>}
          </Button>
        </>
      } />
      <div className="mb-4 flex flex-wrap gap-2">
        <input
          type="search"
          aria-label={words.activity.filter}
          placeholder={words.activity.filter}
          value={filter}
          onChange={({ target }) => narrow({ filter: target.value })}
          className="min-h-10 min-w-0 flex-1 basis-64 rounded-lg border border-line-strong bg-surface px-3 text-base
            placeholder:text-ink-soft"
        />
        <div role="group" aria-label={words.activity.columns.what} className="flex gap-1 overflow-x-auto">
          {groups.map((one) => (
            <Button
              key={one ?? "all"}
              look={one === group ? "primary" : "plain"}
              aria-pressed={one === group}
              onClick={() => narrow({ group: one })}
            >
              {one === null ? words.activity.allKinds : words.activity.groups[one]}
            </Button>
          ))}
        </div>
      </div>
      <p role="status" className="mb-2 text-sm text-ink-soft empty:hidden">
        {missed > 0 ? words.activity.arrived(missed) : ""}
      </p>
      {!isWhole && <p className="mb-2 text-sm text-wait">{words.activity.notWhole}</p>}
      {chosenEvent !== undefined && <EventDetails event={chosenEvent} nameOf={nameOf} />}
      {chosen !== undefined && chosenEvent === undefined
        && <p className="mb-4 rounded-xl border border-line bg-surface p-4 text-ink-soft">{words.activity.gone}</p>}
      {shown.length > 0
        ? <EventList events={shown} nameOf={nameOf} chosen={chosen} choose={choose} />
        : events.length === 0
          ? <EmptyState icon={Activity} title={words.activity.none}>{words.activity.noneText}</EmptyState>
          : (
            <EmptyState icon={SearchX} title={words.activity.noMatch}>
              <Button className="mt-3" onClick={() => narrow({ filter: "", group: null })}>
                {words.activity.clear}
              </Button>
            </EmptyState>
          )}
    </>
  );
}
