import type { Level, Terms } from "@contextexchange/sdk";

/** Who decides about what passes in one direction. */
export type Flow = "auto" | "you" | "they" | "both" | "never";

/** What two levels make together: one's own and the other side's for the same direction. */
export function flowOf(own: Level, theirs: Level): Flow {
  if (own === "never" || theirs === "never") return "never";
  if (own === "ask") return theirs === "ask" ? "both" : "you";
  return theirs === "ask" ? "they" : "auto";
}

/** What passes about one category, in both directions. A category that a side does not name is refused. */
export interface CategoryFlow {
  readonly category: string;
  readonly own: { readonly share: Level; readonly receive: Level };
  readonly theirs: { readonly share: Level; readonly receive: Level };
  readonly out: Flow;
  readonly in: Flow;
}

const refused = { share: "never", receive: "never" } as const;

export function flowsOf(own: Terms, theirs: Terms): CategoryFlow[] {
  const names = [...new Set([...Object.keys(own.levels), ...Object.keys(theirs.levels)])];
  return names.map((category) => {
    const [mine, other] = [own.levels[category] ?? refused, theirs.levels[category] ?? refused];
    return {
      category, own: mine, theirs: other,
      out: flowOf(mine.share, other.receive), in: flowOf(mine.receive, other.share),
    };
  });
}

/** One thing that another contract of the own side would change. */
export type Effect =
  | { readonly kind: "opens" | "asks" | "closes"; readonly category: string; readonly direction: "out" | "in" }
  | { readonly kind: "readsNow" | "readsNoMore" };

const kinds = { auto: "opens", ask: "asks", never: "closes" } as const;

/** What changes for people when `after` takes the place of `before`. */
export function effectsOf(before: Terms, after: Terms): Effect[] {
  const effects: Effect[] = [];
  for (const [category, { share, receive }] of Object.entries(after.levels)) {
    const old = before.levels[category] ?? refused;
    if (share !== old.share) effects.push({ kind: kinds[share], category, direction: "out" });
    if (receive !== old.receive) effects.push({ kind: kinds[receive], category, direction: "in" });
  }
  if (before.ownerReads !== after.ownerReads) effects.push({ kind: after.ownerReads ? "readsNow" : "readsNoMore" });
  return effects;
}
