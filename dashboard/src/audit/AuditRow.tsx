import type { AuditEntry } from "@contextexchange/sdk";
import { memo, type ReactElement } from "react";
import { dayAndTime } from "../exchange/time.js";
import { Badge } from "../pieces/Badge.js";
import { words } from "../words/index.js";
import { actorName, shortId } from "./auditNames.js";

const columns = "grid-cols-[3.5rem_11rem_minmax(0,1fr)_8rem_8rem_9rem]";

/** What stands in the columns of the rows, for the eye: a screen reader hears each row as a sentence. */
export function AuditColumns(): ReactElement {
  return (
    <div aria-hidden="true" className={`grid ${columns} gap-x-4 px-4 pb-1.5 text-xs text-ink-soft max-md:hidden`}>
      {words.audit.columns.map((name) => <span key={name}>{name}</span>)}
    </div>
  );
}

/** One record; choosing it shows all of it. */
export const AuditRow = memo(function AuditRow({ record, isChosen, choose }: {
  record: AuditEntry; isChosen: boolean; choose: (position: number) => void;
}): ReactElement {
  const { position, at, actor, action, subject, outcome } = record;
  return (
    <button
      type="button" aria-expanded={isChosen} onClick={() => choose(position)}
      className="grid h-full w-full grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-4 gap-y-0.5 px-4
        text-left hover:bg-sunken aria-expanded:bg-accent-soft focus-visible:-outline-offset-2
        @2xl:grid-cols-[3.5rem_11rem_minmax(0,1fr)_8rem_8rem_9rem]"
    >
      <span className="text-sm tabular-nums text-ink-soft @max-2xl:hidden">{position}</span>
      <time className="text-sm tabular-nums text-ink-soft @max-2xl:order-3" dateTime={new Date(at).toISOString()}>
        {dayAndTime(at)}
      </time>
      <span className="truncate font-medium @max-2xl:order-1">{action}</span>
      <span className="truncate text-sm text-ink-soft @max-2xl:order-4 @max-2xl:text-right">{actorName(actor)}</span>
      <span className="truncate text-sm text-ink-soft @max-2xl:hidden">{shortId(subject)}</span>
      <span className="@max-2xl:order-2 @max-2xl:justify-self-end">
        <Badge tone={outcome === "ok" ? "good" : "stop"}>{outcome}</Badge>
      </span>
    </button>
  );
});
