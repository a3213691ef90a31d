const minute = 60_000;
const hour = 60 * minute;

/** The stretch of time that all charts of the page show. */
export type RangeName = "15m" | "1h" | "24h" | "7d";

export const rangeNames: readonly RangeName[] = ["15m", "1h", "24h", "7d"];

/** A stretch of time up to now, and the steps in which it is shown; milliseconds. */
export interface Range {
  readonly span: number;
  readonly step: number;
}

export const ranges: Readonly<Record<RangeName, Range>> = {
  "15m": { span: 15 * minute, step: minute / 2 },
  "1h": { span: hour, step: 2 * minute },
  "24h": { span: 24 * hour, step: hour / 2 },
  "7d": { span: 7 * 24 * hour, step: 4 * hour },
};
