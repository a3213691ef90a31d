import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from "react";
import { RowPlaces } from "./RowPlaces.js";

const wide = matchMedia("(min-width: 48rem)");

/** A list of which only the rows on the screen are drawn: a hundred thousand cost as much as thirty. */
export function LongList<T>({ label, items, keyOf, heights, row }: {
  label: string; items: readonly T[]; keyOf: (item: T) => string | number;
  /** Of a row in pixels: on a wide screen, and on a narrow one. */
  heights: readonly [wide: number, narrow: number];
  row: (item: T) => ReactNode;
}): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [isWide, setWide] = useState(wide.matches);
  const [top, setTop] = useState(0);
  const height = isWide ? heights[0] : heights[1];
  useEffect(() => {
    const measure = (): void => {
      setWide(wide.matches);
      setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    };
    measure();
    // What stands above may grow and shrink at any time.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length, estimateSize: () => height, overscan: 3, scrollMargin: top,
  });
  useEffect(() => { rows.measure(); }, [rows, height]);
  const [places] = useState(() => new RowPlaces<string | number>());
  const shown = rows.getVirtualItems().filter(({ index }) => index < items.length);
  const elements = places.of(shown.map(({ index }) => keyOf(items[index]!)));
  return (
    <ul
      ref={list} aria-label={label} style={{ height: rows.getTotalSize() }}
      className="@container relative overflow-clip rounded-2xl border border-line bg-surface shadow-card"
    >
      {shown.map(({ index, start }, i) => (
        <li
          key={elements[i]} aria-setsize={items.length} aria-posinset={index + 1}
          style={{ transform: `translateY(${start - top}px)`, height }}
          className="absolute inset-x-0 top-0 contain-strict border-b border-line last:border-b-0"
        >
          {row(items[index]!)}
        </li>
      ))}
    </ul>
  );
}
