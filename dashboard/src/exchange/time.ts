import { words } from "../words/index.js";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of milliseconds in at most two units, for example `3 h 20 min`. */
export function span(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  const { seconds, minutes, hours, days, joined } = words.time;
  if (time < minute) return seconds(Math.floor(time / second));
  if (time < hour) return minutes(Math.floor(time / minute));
  if (time < day) {
    const rest = Math.floor((time % hour) / minute);
    return rest === 0 ? hours(Math.floor(time / hour)) : joined(hours(Math.floor(time / hour)), minutes(rest));
  }
  return days(Math.floor(time / day));
}

/** How long ago something was. */
export function ago(at: number, now: number): string {
  return now - at < 10 * second ? words.time.now : words.time.ago(span(now - at));
}

// Slow to make: a page without times, as the first one is, goes without them.
const formats = new Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, at: number): string {
  const made = formats.get(options) ?? new Intl.DateTimeFormat(undefined, options);
  formats.set(options, made);
  return made.format(at);
}

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const moment = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" } as const;

/** The time of day. */
export function timeOfDay(at: number): string {
  return format(clock, at);
}

/** Day and time. */
export function dayAndTime(at: number): string {
  return format(moment, at);
}
