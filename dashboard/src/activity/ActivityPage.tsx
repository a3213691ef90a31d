import { useNavigate, useSearch } from "@tanstack/react-router";
import { Activity, Pause, Play, SearchX } from "lucide-react";
import { useCallback, useMemo, useState, type ReactElement } from "react";
import { useNames } from "../exchange/names.js";
import { Button } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { FilterField } from "../pieces/FilterField.js";
import { LongList } from "../pieces/LongList.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import type { ActivityView, SeenEvent } from "./activityLog.js";
import { EventDetails } from "./EventDetails.js";
import { EventRow } from "./EventRow.js";
import { LiveState } from "./LiveState.js";
import { LostEvent } from "./LostEvent.js";
import { matcherOf, type Group } from "./outcomes.js";
import { useActivity } from "./useActivity.js";
import { useSought } from "./useSought.js";

const heights = [48, 68] as const;
const groups: readonly (Group | null)[] = [null, "delivered", "waiting", "stopped"];

const keyOf = ({ key }: SeenEvent): string => key;

/** What all agents do, as it happens. */
export function ActivityPage(): ReactElement {
  const { filter = "", group = null, event: chosen } = useSearch({ from: "/inside/activity" });
  const navigate = useNavigate({ from: "/activity" });
  const now = useActivity();
  const nameOf = useNames();
  const [frozen, setFrozen] = useState<ActivityView | null>(null);
  const { events } = frozen ?? now;
  const isWanted = useMemo(() => matcherOf(filter, group, nameOf), [filter, group, nameOf]);
  const shown = useMemo(() => {
    // Where nothing is left out, thousands of rows need not be asked each time.
    if (group === null && filter.trim() === "") return events;
    return events.filter(isWanted);
  }, [events, filter, group, isWanted]);
  const choose = useCallback((key: string) => void navigate({
    search: (before) => ({ ...before, event: before.event === key ? undefined : key }), replace: true,
  }), [navigate]);
  const narrow = (change: { filter?: string; group?: Group | null }): void => void navigate({
    search: (before) => ({
      ...before, filter: (change.filter ?? filter) || undefined,
      group: ("group" in change ? change.group : group) ?? undefined,
    }),
    replace: true,
  });
  const chosenEvent = chosen === undefined ? undefined : events.find(({ key }) => key === chosen);
  const lost = chosenEvent === undefined ? chosen : undefined;
  const isSought = useSought(lost, now.state);
  const missed = frozen === null ? 0 : now.count - frozen.count;
  return (
    <>
      <PageTitle title={words.activity.title} lead={words.activity.lead} aside={
        <>
          <LiveState state={now.state} isPaused={frozen !== null} />
          <Button aria-pressed={frozen !== null} onClick={() => setFrozen(frozen === null ? now : null)}>
            {frozen === null
              ? <><Pause aria-hidden="true" className="size-4" />{words.activity.pause}</>
              : <><Play aria-hidden="true" className="size-4" />{words.activity.resume}</>}
          </Button>
        </>
      } />
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterField
          label={words.activity.filter} value={filter} change={(typed) => narrow({ filter: typed })}
          className="basis-64"
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
      {!now.isWhole && <p className="mb-2 text-sm text-wait">{words.activity.notWhole}</p>}
      {chosenEvent !== undefined && <EventDetails event={chosenEvent} nameOf={nameOf} />}
      {lost !== undefined && <LostEvent event={lost} isSought={isSought} />}
      {shown.length > 0
        ? (
          <LongList
            label={words.activity.list} items={shown} keyOf={keyOf} heights={heights}
            row={(event) => (
              <EventRow event={event} nameOf={nameOf} isChosen={event.key === chosen} choose={choose} />
            )}
          />
        )
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
