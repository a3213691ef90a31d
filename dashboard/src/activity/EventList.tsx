import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import type { NameOf } from "../exchange/names.js";
import { words } from "../words/index.js";
import type { SeenEvent } from "./activityLog.js";
import { EventRow } from "./EventRow.js";

const wide = matchMedia("(min-width: 48rem)");

/** The events, of which only those on the screen are drawn: a hundred thousand cost as much as thirty. */
export function EventList({ events, nameOf, chosen, choose }: {
  events: readonly SeenEvent[]; nameOf: NameOf; chosen: string | undefined; choose: (key: string) => void;
}): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [isWide, setWide] = useState(wide.matches);
  const [top, setTop] = useState(0);
  const rowHeight = isWide ? 48 : 68;
  useEffect(() => {
    const measure = (): void => {
      setWide(wide.matches);
      setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  // The same function as long as the events are: with another one every row would be placed anew at each scroll.
  const getItemKey = useCallback((i: number) => events[i]?.key ?? i, [events]);
  const rows = useWindowVirtualizer({
    count: events.length, estimateSize: () => rowHeight, overscan: 8, scrollMargin: top, getItemKey,
  });
  useEffect(() => { rows.measure(); }, [rows, rowHeight]);
  return (
    <ul
      ref={list}
      aria-label={words.activity.list}
      style={{ height: rows.getTotalSize() }}
      className="@container relative overflow-clip rounded-2xl border border-line bg-surface shadow-card"
    >
      {rows.getVirtualItems().map(({ key, index, start }) => {
        const event = events[index];
        return event !== undefined && (
          <li
            key={key}
            aria-setsize={events.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - top}px)`, height: rowHeight }}
            className="absolute inset-x-0 top-0 border-b border-line last:border-b-0"
          >
            <EventRow event={event} nameOf={nameOf} isChosen={event.key === chosen} choose={choose} />
          </li>
        );
      })}
    </ul>
  );
}
