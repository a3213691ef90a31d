import type { ReactElement } from "react";

/** One part of every bar: what it is called and how it is filled. */
export interface Part {
  readonly name: string;
  /** Classes that fill a rectangle and a legend's mark alike. */
  readonly look: string;
}

/** One bar: its parts stand on each other, in the order of the chart's parts. */
export interface Bar {
  readonly key: number;
  readonly values: readonly number[];
}

const width = 1_000;
const height = 100;
const gap = 0.25;

/** Bars over time. What is drawn is said in `label`; the figures themselves stand in a table beside it. */
export function BarChart({ label, parts, bars, max, top, ends }: {
  label: string; parts: readonly Part[]; bars: readonly Bar[];
  /** What the full height stands for; above 0. */
  max: number;
  /** The same in words. */
  top: string;
  /** Where the time begins and ends, in words. */
  ends: readonly [string, string];
}): ReactElement {
  const each = width / Math.max(bars.length, 1);
  return (
    <div>
      <ul className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft">
        {parts.map(({ name, look }) => (
          <li key={name} className="flex items-center gap-2">
            <svg aria-hidden="true" viewBox="0 0 10 10" className="size-3">
              <rect width="10" height="10" className={look} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <div aria-hidden="true" className="text-xs tabular-nums text-ink-soft">{top}</div>
      <svg
        role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none"
        className="h-40 w-full border-y border-line"
      >
        {bars.map(({ key, values }, i) => {
          let base = height;
          return values.map((value, part) => {
            const tall = value / max * height;
            base -= tall;
            return tall > 0 && (
              <rect
                key={`${key} ${part}`} x={(i + gap / 2) * each} y={base} width={each * (1 - gap)} height={tall}
                className={parts[part]?.look}
              />
            );
          });
        })}
      </svg>
      <div aria-hidden="true" className="mt-1 flex justify-between text-xs tabular-nums text-ink-soft">
        <span>{ends[0]}</span><span>{ends[1]}</span>
      </div>
    </div>
  );
}
