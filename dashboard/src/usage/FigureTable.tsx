import type { ReactElement } from "react";
import { words } from "../words/index.js";

/** What a chart shows, as a table: for everybody who would rather read it. */
export function FigureTable({ caption, head, rows }: {
  caption: string; head: readonly string[]; rows: readonly (readonly string[])[];
}): ReactElement {
  return (
    <details className="mt-3 text-sm">
      <summary className="inline-flex min-h-9 items-center font-medium text-accent underline">
        {words.usage.asTable}
      </summary>
      <div className="max-h-72 overflow-auto" tabIndex={0} role="region" aria-label={caption}>
        <table className="w-full tabular-nums">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>{head.map((name) => <th key={name} scope="col" className="py-1.5 pr-4 text-left">{name}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map(([first, ...others]) => (
              <tr key={first} className="border-t border-line">
                <th scope="row" className="py-1.5 pr-4 text-left font-normal text-ink-soft">{first}</th>
                {others.map((value, i) => <td key={i} className="py-1.5 pr-4">{value}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
