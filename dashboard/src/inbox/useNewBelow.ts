import { useEffect, useRef, useState } from "react";
import type { ThreadMessage } from "./threadMessage.js";

/**
 * How many messages have come below since somebody was last at the end.
 * @param near Pixels: how near the end counts as being there.
 */
export function useNewBelow(messages: readonly ThreadMessage[], near: number): number {
  const newest = messages.at(-1)?.hash ?? null;
  const [seen, setSeen] = useState(newest);
  // As of the last scroll: a message that has just come is below whoever was at the end, until the list follows it.
  const isAtEnd = useRef(true);
  useEffect(() => {
    const look = (): void => {
      const page = document.documentElement;
      isAtEnd.current = page.scrollHeight - window.innerHeight - window.scrollY <= near;
      if (isAtEnd.current) setSeen(newest);
    };
    if (isAtEnd.current) setSeen(newest);
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, [newest, near]);
  const at = messages.findLastIndex(({ hash }) => hash === seen);
  return at < 0 ? 0 : messages.length - 1 - at;
}
