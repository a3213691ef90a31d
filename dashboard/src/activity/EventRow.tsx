import { memo, type ReactElement } from "react";
import type { NameOf } from "../exchange/names.js";
import { sizeText } from "../exchange/size.js";
import { timeOfDay } from "../exchange/time.js";
import { Badge } from "../pieces/Badge.js";
import type { SeenEvent } from "./activityLog.js";
import { outcomeOf, toneOf } from "./outcomes.js";

interface RowProps {
  readonly event: SeenEvent;
  readonly nameOf: NameOf;
  readonly isChosen: boolean;
  readonly choose: (key: string) => void;
}

/**
 * One event; choosing it shows its details and puts it into the address. Of few elements: what changes for the whole
 * page, as a dialog that opens does, is worked out for each of them in each row.
 */
export const EventRow = memo(function EventRow({ event, nameOf, isChosen, choose }: RowProps): ReactElement {
  return (
    <button
      type="button"
      aria-expanded={isChosen}
      onClick={() => choose(event.key)}
      className="grid h-full w-full grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-4
        gap-y-0.5 px-4 text-left
        hover:bg-sunken aria-expanded:bg-accent-soft focus-visible:-outline-offset-2
        @2xl:grid-cols-[4.5rem_minmax(0,1fr)_8rem_12rem_4.5rem]"
    >
      <time className="tabular-nums text-sm text-ink-soft @max-2xl:order-3" dateTime={new Date(event.at).toISOString()}>
        {timeOfDay(event.at)}
      </time>
      <span className="flex min-w-0 items-center gap-2 font-medium @max-2xl:order-1">
        <span className="truncate">{nameOf(event.from)}</span>
        <span aria-hidden="true" className="leading-none text-ink-soft">→</span>
        <span className="truncate">{nameOf(event.to)}</span>
      </span>
      <span className="truncate text-sm text-ink-soft @max-2xl:order-4 @max-2xl:text-right">{event.category}</span>
      <Badge tone={toneOf(event)} className="justify-self-start @max-2xl:order-2 @max-2xl:justify-self-end">
        {outcomeOf(event)}
      </Badge>
      <span className="text-right text-sm tabular-nums text-ink-soft @max-2xl:hidden">
        {event.size > 0 ? sizeText(event.size) : ""}
      </span>
    </button>
  );
});
