import type { ActivityEvent } from "@contextexchange/sdk";
import type { Tone } from "../pieces/Badge.js";
import { words } from "../words/index.js";
import type { NameOf } from "../exchange/names.js";

/** Which events are shown together. */
export type Group = "delivered" | "waiting" | "stopped";

const tones: Readonly<Record<string, Tone>> = {
  "message.accepted": "good", "message.held": "wait", "message.refused": "stop", "hold.expired": "stop",
  "connection.suspended": "stop", "conversation.stopped": "stop",
};

const tellsWhy: ReadonlySet<string> = new Set([
  "hold.decided", "message.refused", "connection.suspended", "conversation.stopped",
]);

/** The colour of an event's outcome. */
export function toneOf({ kind, status }: ActivityEvent): Tone {
  if (kind === "hold.decided") return status === "approved" ? "good" : "stop";
  return tones[kind] ?? "plain";
}

/** An event's outcome in words. */
export function outcomeOf({ kind, status }: ActivityEvent): string {
  const word = words.activity.kinds[kind] ?? kind;
  return tellsWhy.has(kind) && status !== null ? `${word}: ${status}` : word;
}

/** The group of an event; null where it is in none. */
export function groupOf(event: ActivityEvent): Group | null {
  const tone = toneOf(event);
  return tone === "good" ? "delivered" : tone === "wait" ? "waiting" : tone === "stop" ? "stopped" : null;
}

/**
 * Tells whether an event is in the group and has every word of the filter in what is shown of it. It remembers what it
 * has told: a stream is filtered anew with each batch, and most events have been looked at by then.
 */
export function matcherOf(filter: string, group: Group | null, nameOf: NameOf): (event: ActivityEvent) => boolean {
  const wanted = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const told = new WeakMap<ActivityEvent, boolean>();
  const look = (event: ActivityEvent): boolean => {
    if (group !== null && groupOf(event) !== group) return false;
    if (wanted.length === 0) return true;
    const shown = [nameOf(event.from), nameOf(event.to), event.category ?? "", outcomeOf(event)];
    const text = shown.join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return (event) => {
    const before = told.get(event);
    if (before !== undefined) return before;
    const now = look(event);
    told.set(event, now);
    return now;
  };
}
