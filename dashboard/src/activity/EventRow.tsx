import { ArrowRight } from "lucide-react";
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

/** One event; choosing it shows its details and puts it into the address. */
export const EventRow = memo(function EventRow({ event, nameOf, isChosen, choose }: RowProps): ReactElement {
  return (
    <button
      type="button"
      aria-expanded={isChosen}
      onClick={() => choose(event.key)}
      className="grid h-full w-full grid-cols-[1fr_auto] items-center gap-x-4 px-4 text-left hover:bg-sunken
        aria-expanded:bg-accent-soft md:grid-cols-[5.5rem_minmax(0,1fr)_9rem_auto_5rem] focus-visible:-outline-offset-2"
    >
      <time className="tabular-nums text-sm text-ink-soft max-md:order-3" dateTime={new Date(event.at).toISOString()}>
        {timeOfDay(event.at)}
      </time>
      <span className="flex min-w-0 items-center gap-2 font-medium max-md:order-1">
        <span className="truncate">{nameOf(event.from)}</span>
        <ArrowRight aria-hidden="true" className="size-3.5 shrink-0 text-ink-soft" />
        <span className="truncate">{nameOf(event.to)}</span>
      </span>
      <span className="truncate text-sm text-ink-soft max-md:order-4 max-md:text-right">{event.category}</span>
      <span className="max-md:order-2 max-md:justify-self-end"><Badge tone={toneOf(event)}>{outcomeOf(event)}</Badge></span>
      <span className="text-right text-sm tabular-nums text-ink-soft max-md:hidden">
        {event.size > 0 ? sizeText(event.size) : ""}
      </span>
    </button>
  );
});
