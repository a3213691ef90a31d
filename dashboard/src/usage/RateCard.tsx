import type { ReactElement } from "react";
import { dayAndTime } from "../exchange/time.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { BarChart } from "./BarChart.js";
import { FigureTable } from "./FigureTable.js";
import type { Figures } from "./figures.js";
import { ranges, type RangeName } from "./ranges.js";

const minute = 60_000;
const looks = ["fill-accent", "fill-stop"] as const;

/** How many messages a minute passed, and how many did not. */
export function RateCard({ figures: { steps, total }, name }: { figures: Figures; name: RangeName }): ReactElement {
  const { usage } = words;
  const minutes = ranges[name].step / minute;
  const rates = steps.map(({ from, delivered, heldBack }) =>
    ({ key: from, values: [delivered / minutes, heldBack / minutes] }));
  const max = Math.max(...rates.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  return (
    <Card className="p-4 sm:p-5">
      <h2>{usage.rate}</h2>
      <p className="mb-4 mt-1 max-w-prose text-sm text-ink-soft">{usage.rateText}</p>
      {max <= 0 ? <p className="text-ink-soft">{usage.none}</p> : (
        <>
          <BarChart
            label={usage.rateLabel(total.delivered, total.heldBack, usage.ranges[name])}
            parts={[usage.delivered, usage.heldBack].map((part, i) => ({ name: part, look: looks[i]! }))}
            bars={rates} max={max} top={usage.perMinute(rateText(max))} ends={endsOf(steps)}
          />
          <FigureTable
            caption={usage.rate} head={[usage.time, usage.delivered, usage.heldBack]}
            rows={steps.map(({ from, delivered, heldBack }) => [dayAndTime(from), `${delivered}`, `${heldBack}`])}
          />
        </>
      )}
    </Card>
  );
}

/** A rate with as many digits as say something. */
export function rateText(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate >= 1 ? rate.toFixed(1) : rate.toPrecision(1);
}

/** Where the time of these steps begins and ends. */
export function endsOf(steps: Figures["steps"]): readonly [string, string] {
  return [dayAndTime(steps[0]?.from ?? 0), words.usage.now];
}
