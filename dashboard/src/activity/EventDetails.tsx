import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Link2, MessagesSquare } from "lucide-react";
import type { ReactElement } from "react";
import type { NameOf } from "../exchange/names.js";
import { agentsQuery } from "../exchange/queries.js";
import { sizeText } from "../exchange/size.js";
import { dayAndTime } from "../exchange/time.js";
import { Badge } from "../pieces/Badge.js";
import { Button, buttonClass } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import type { SeenEvent } from "./activityLog.js";
import { outcomeOf, toneOf } from "./outcomes.js";

/** One event in full, with its permanent link and the way to the conversation. */
export function EventDetails({ event, nameOf }: { event: SeenEvent; nameOf: NameOf }): ReactElement {
  const own = useQuery(agentsQuery).data?.some(({ agent }) => agent === event.from) === true;
  const [agent, peer] = own ? [event.from, event.to] : [event.to, event.from];
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    toast(words.copied);
  };
  return (
    <Card className="arrives mb-4 p-4" aria-label={outcomeOf(event)}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2>{nameOf(event.from)} → {nameOf(event.to)}</h2>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-soft">
            <Badge tone={toneOf(event)}>{outcomeOf(event)}</Badge>
            <span>{dayAndTime(event.at)}</span>
            {event.category !== null && <span>{event.category}</span>}
            {event.size > 0 && <span>{sizeText(event.size)}</span>}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => void copy()}>
            <Link2 aria-hidden="true" className="size-4" />{words.activity.link}
          </Button>
          <Link to="/inbox/$agent/$peer" params={{ agent, peer }} className={buttonClass()}>
            <MessagesSquare aria-hidden="true" className="size-4" />{words.activity.open}
          </Link>
        </div>
      </div>
    </Card>
  );
}
