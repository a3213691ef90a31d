import type { ReactElement } from "react";
import { words } from "../words/index.js";

/** Stands in for a list that is being read. */
export function Skeleton({ rows = 3 }: { rows?: number }): ReactElement {
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{words.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} aria-hidden="true" className="pulse h-20 rounded-2xl border border-line bg-surface" />
      ))}
    </div>
  );
}
