import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, type ReactElement } from "react";
import { useNow } from "../exchange/useNow.js";
import { Button } from "../pieces/Button.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { BacklogCard } from "./BacklogCard.js";
import { figuresOf } from "./figures.js";
import { LatencyCard } from "./LatencyCard.js";
import { rangeNames, ranges } from "./ranges.js";
import { RateCard } from "./RateCard.js";
import { isWhole, usageQuery } from "./usageQuery.js";

const refresh = 5_000;

/** Rates, latencies and backlogs of an owner's agents over one range of time. */
export function UsagePage(): ReactElement {
  const { usage } = words;
  const { range: name = "1h" } = useSearch({ from: "/inside/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const { data, error, refetch } = useQuery(usageQuery(name));
  const now = Math.floor(useNow() / refresh) * refresh + refresh;
  const facts = useMemo(
    () => [...data?.values() ?? []].flatMap((one) => one.facts), [data]);
  const figures = useMemo(() => figuresOf(facts, ranges[name], now), [facts, name, now]);
  return (
    <>
      <PageTitle title={usage.title} lead={usage.lead} aside={
        <div role="group" aria-label={usage.range} className="flex flex-wrap gap-1">
          {rangeNames.map((one) => (
            <Button
              key={one} className="max-sm:!px-2.5" look={one === name ? "primary" : "plain"} aria-pressed={one === name}
              onClick={() => void navigate({ search: { range: one }, replace: true })}
            >
              {usage.ranges[one]}
            </Button>
          ))}
        </div>
      } />
      <p className="mb-5 max-w-prose text-sm text-ink-soft">{usage.from}</p>
      <p role="status" className="mb-3 text-sm text-wait empty:hidden">
        {data !== undefined && !isWhole(data) ? usage.reading(facts.length) : ""}
      </p>
      {error !== null && data === undefined ? <ErrorState error={error} retry={() => void refetch()} />
        : data === undefined ? <Skeleton /> : (
          <div className="grid gap-5">
            <RateCard figures={figures} name={name} />
            <LatencyCard figures={figures} name={name} />
            <BacklogCard />
          </div>
        )}
    </>
  );
}
