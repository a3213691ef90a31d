import type { Policy } from "@contextexchange/sdk";
import { dayAndTime } from "../exchange/time.js";
import { words } from "../words/index.js";

const hour = 3_600;
const day = 24 * hour;

/** The silences that are offered, in seconds. */
export const silences = [day, 7 * day, 30 * day, 90 * day, 365 * day] as const;

/** The days for which messages can be kept; 0 for ever. */
export const retentions = [1, 7, 30, 90, 0] as const;

/** A silence in whole days or hours. */
export function silenceText(seconds: number): string {
  const { span, hours } = words.policy;
  return seconds % day === 0 ? span(seconds / day) : hours(Math.round(seconds / hour));
}

/**
 * When a connection ends and how long its messages are kept, each in a sentence.
 * @param quietSince The last message, or when it was made.
 */
export function sentencesOf({ expiresAt, idleAfterSeconds, retention }: Policy, quietSince: number): readonly string[] {
  const { policy } = words;
  return [
    expiresAt === null ? policy.endsNever : policy.endsOn(dayAndTime(expiresAt)),
    idleAfterSeconds === null ? policy.silenceNever
      : policy.silenceAt(silenceText(idleAfterSeconds), dayAndTime(quietSince + idleAfterSeconds * 1_000)),
    retention === 0 ? policy.keptAlways : policy.kept(retention),
  ];
}

/** A day as a date field has it, on this device's clock. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last second of a date field's day, on this device's clock; null where none is chosen. */
export function endOf(day: string): number | null {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  return new Date(year, month - 1, date, 23, 59, 59).getTime();
}
