import type { ReactElement } from "react";
import { dayAndTime, span } from "../exchange/time.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { BarChart } from "./BarChart.js";
import { FigureTable } from "./FigureTable.js";
import type { Figures } from "./figures.js";
import { endsOf } from "./RateCard.js";
import type { RangeName } from "./ranges.js";

const looks = ["fill-accent", "fill-wait"] as const;

/** How long messages waited that were approved. */
export function LatencyCard({ figures: { steps, total }, name }: { figures: Figures; name: RangeName }): ReactElement {
  const { usage } = words;
  const { p50, p99 } = total;
  const said: readonly (readonly [string, string])[] = [
    [usage.p50, latencyText(p50 ?? 0)], [usage.p99, latencyText(p99 ?? 0)], [usage.approved, `${total.approved}`],
  ];
  const max = Math.max(...steps.map((step) => step.p99 ?? 0));
  return (
    <Card className="p-4 sm:p-5">
      <h2>{usage.latency}</h2>
      <p className="mb-4 mt-1 max-w-prose text-sm text-ink-soft">{usage.latencyText}</p>
      {p50 === null || p99 === null ? <p className="text-ink-soft">{usage.noApprovals}</p> : (
        <>
          <dl className="mb-5 flex flex-wrap gap-x-10 gap-y-3">
            {said.map(([what, value]) => (
              <div key={what}>
                <dt className="text-sm text-ink-soft">{what}</dt>
                <dd className="text-xl font-semibold tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
          <BarChart
            label={usage.latencyLabel(latencyText(p50), latencyText(p99), usage.ranges[name])}
            parts={[usage.p50, usage.p99].map((part, i) => ({ name: part, look: looks[i]! }))}
            bars={steps.map(({ from, p50: half, p99: most }) =>
              ({ key: from, values: [half ?? 0, (most ?? 0) - (half ?? 0)] }))}
            max={Math.max(max, 1)} top={latencyText(max)} ends={endsOf(steps)}
          />
          <FigureTable
            caption={usage.latency} head={[usage.time, usage.approved, usage.p50, usage.p99]}
            rows={steps.filter(({ approved }) => approved > 0).map((step) =>
              [dayAndTime(step.from), `${step.approved}`, latencyText(step.p50 ?? 0), latencyText(step.p99 ?? 0)])}
          />
        </>
      )}
    </Card>
  );
}

/** A span, in milliseconds where it is short. */
function latencyText(milliseconds: number): string {
  return milliseconds < 1_000 ? words.usage.milliseconds(milliseconds) : span(milliseconds);
}
