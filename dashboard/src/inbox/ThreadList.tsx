import type { ConnectionInfo } from "@contextexchange/sdk";
import { useLocation } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import type { NameOf } from "../exchange/names.js";
import type { ThreadText } from "../keys/keyCalls.js";
import { buttonClass } from "../pieces/Button.js";
import { words } from "../words/index.js";
import { knownCategories, labelsOf } from "./labels.js";
import { MessageBubble } from "./MessageBubble.js";
import { Patience } from "./Patience.js";
import type { ThreadMessage } from "./threadMessage.js";
import { useNewBelow } from "./useNewBelow.js";

// Pixels: of a message before it was measured, between two, and how near the end counts as being there.
const usualHeight = 132;
const gap = 20;
const nearEnd = 120;
/** So near the oldest message, in pixels, the page before it is read. */
const readAhead = 1_600;

/**
 * The messages, of which only those on the screen are drawn. What is on the screen stays where it is when older ones
 * come in above; a new one below is followed only by who is at the end.
 */
export function ThreadList({ agent, messages, texts, nameOf, connection, hasOlder, readOlder }: {
  agent: string; messages: readonly ThreadMessage[]; texts: ReadonlyMap<string, ThreadText>; nameOf: NameOf;
  connection: ConnectionInfo | undefined; hasOlder: boolean; readOlder: () => Promise<void>;
}): ReactElement {
  const list = useRef<HTMLOListElement>(null);
  const [top, setTop] = useState(0);
  const marked = useLocation({ select: ({ hash }) => /^m([0-9a-f]+)$/.exec(hash)?.[1] ?? null });
  const categories = useMemo(() => knownCategories(connection), [connection]);
  useEffect(() => {
    const measure = (): void => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    // What stands above may grow and shrink at any time.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const [isPlaced, setPlaced] = useState(false);
  const rows = useWindowVirtualizer({
    count: messages.length, estimateSize: () => usualHeight, gap, overscan: 6, scrollMargin: top,
    getItemKey: (i) => messages[i]?.hash ?? i,
    // Nothing is held in its place before something was chosen to be looked at.
    anchorTo: isPlaced ? "end" : "start", followOnAppend: isPlaced, scrollEndThreshold: nearEnd,
  });
  // A text that opens above what is looked at moves nothing, also while somebody scrolls up.
  rows.shouldAdjustScrollPositionOnItemSizeChange = ({ start }, _, { scrollOffset }) => start < (scrollOffset ?? 0);
  const items = rows.getVirtualItems();

  // At first: to the message of the link, however far back it is, or else to the end.
  useEffect(() => setPlaced(false), [marked]);
  useEffect(() => {
    if (isPlaced) return;
    const at = marked === null ? -1 : messages.findIndex(({ hash }) => hash === marked);
    if (marked !== null && at < 0 && hasOlder) {
      readOlder().catch(() => setPlaced(true));
      return;
    }
    // The newest page may hold nothing but what was withheld.
    if (messages.length === 0 && hasOlder) {
      readOlder().catch(() => setPlaced(true));
      return;
    }
    if (at >= 0) rows.scrollToIndex(at, { align: "center" });
    else rows.scrollToEnd();
    setPlaced(true);
  }, [isPlaced, marked, messages, hasOlder, readOlder, rows]);

  const [isReading, setReading] = useState(false);
  const [patience] = useState(() => new Patience());
  useEffect(() => {
    if (!isPlaced || !hasOlder) return;
    let isOver = false;
    // Where the window is, not which rows are drawn: long messages are drawn long before they are reached.
    const look = (): void => {
      if (patience.isWaiting || window.scrollY - top > readAhead) return;
      setReading(true);
      readOlder()
        .then(() => patience.succeeded(), () => { if (!isOver) patience.failed(look); })
        .finally(() => setReading(false));
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => {
      isOver = true;
      patience.end();
      window.removeEventListener("scroll", look);
    };
  }, [isPlaced, hasOlder, messages, patience, readOlder, top]);

  const below = useNewBelow(messages, nearEnd);
  return (
    <>
      <p role="status" className="min-h-6 text-center text-sm text-ink-soft">
        {isReading ? words.inbox.older : ""}
      </p>
      <ol
        ref={list} aria-label={words.inbox.messages} style={{ height: rows.getTotalSize() }} className="relative"
      >
        {items.map(({ key, index, start }) => {
          const message = messages[index];
          if (message === undefined) return null;
          const labels = labelsOf(message, categories);
          return (
            <li
              key={key} ref={rows.measureElement} data-index={index}
              aria-setsize={hasOlder ? -1 : messages.length} aria-posinset={index + 1}
              style={{ transform: `translateY(${start - top}px)` }} className="absolute inset-x-0 top-0"
            >
              <MessageBubble
                labels={labels} text={texts.get(message.hash)} name={nameOf(labels.sender)}
                isOwn={labels.sender === agent} isMarked={marked === message.hash}
              />
            </li>
          );
        })}
      </ol>
      <div aria-live="polite" className="fixed inset-x-0 bottom-20 z-20 grid justify-items-center lg:bottom-6 lg:left-60
        pointer-events-none">
        {below > 0 && (
          <button
            type="button" className={`${buttonClass("primary")} pointer-events-auto shadow-card`}
            onClick={() => rows.scrollToEnd()}
          >
            <ArrowDown aria-hidden="true" className="size-4" />{words.inbox.newBelow(below)}
          </button>
        )}
      </div>
    </>
  );
}
