import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** What a figure should be: at most, or at least, so much of its unit. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null where nothing is demanded: the figure explains another one. */
  readonly goal: Goal | null;
}

const figures: Figure[] = [];
const loadBefore = loadavg()[0]!;
const begun = Date.now();

function wanted(goal: Goal, unit: string): string {
  const [word, bound] = "atMost" in goal ? ["at most", goal.atMost] : ["at least", goal.atLeast];
  return `${word} ${bound.toLocaleString("en")} ${unit}`;
}

function isMet(value: number, goal: Goal): boolean {
  return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Prints one figure as a JSON line, rounded to a tenth, and keeps it for the table. */
export function tell(name: string, measured: number, unit: string, goal: Goal | null = null): void {
  const value = Math.round(measured * 10) / 10;
  const beside = goal === null ? {} : { goal: wanted(goal, unit), met: isMet(value, goal) };
  process.stdout.write(`${JSON.stringify({ figure: name, value, unit, ...beside })}\n`);
  figures.push({ name, value, unit, goal });
}

/** The value below which this part of all lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

function rowOf({ name, value, unit, goal }: Figure): string {
  const beside = goal === null ? " | " : `${wanted(goal, unit)} | ${isMet(value, goal) ? "yes" : "**no**"}`;
  return `| ${name} | ${value.toLocaleString("en")} ${unit} | ${beside} |`;
}

const missedText = ({ name, value, unit, goal }: Figure): string =>
  `${name} is ${value.toLocaleString("en")} ${unit}, not ${goal === null ? "" : wanted(goal, unit)}`;

const notes = `How it is counted:

- Scripts are those that the browser asked for until the page stood, each as it comes over the wire (Brotli) and as
  gzip -9 would make it. The worker with the keys is counted by itself.
- *Slowed* is the page's processor throttled four times by the browser.
- The largest paint of the sign-in page is that of a window that is open already: what a new one does for its own
  controls takes the same processors. Nothing is looked for in the page until it is painted.
- An event's way ends when its row stands in the document, which is drawn in that frame; it begins at the server's
  time of the event.
- Frames are the calls of \`requestAnimationFrame\`, which the page gets once a frame and misses when it is busy. The
  flood of events is added by a proxy to the real server's stream.
- An interaction is a click or a key as the browser's event timing has it: from the input to the next paint, in steps
  of 8 ms; those under 16 ms are not told.
- Memory is after a garbage collection: the script's heap, what the browser keeps for it, and its buffers.
`;

/** Writes what was told into bench/RESULTS.md, with the day, the commit, the machine and what was missed. */
export function writeResults(): void {
  const git = (...args: readonly string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
  const changes = git("status", "--porcelain", "--", "src", "../src", "../sdk/typescript/src");
  const commit = `${git("rev-parse", "--short", "HEAD")}${changes === "" ? "" : " with changes"}`;
  const machine = `${cpus().length} cores of ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const load = `load before the run ${loadBefore.toFixed(1)}`;
  const time = `${Math.round((Date.now() - begun) / 1_000)} seconds in all`;
  const missed = figures.filter(({ value, goal }) => goal !== null && !isMet(value, goal));
  const lines = [
    "# Results of `npm run bench`", "",
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${machine}; ${load}; ${time}.`, "",
    "Headless Chromium, which draws without a graphics processor, the server and its clients share the machine: times",
    "are upper bounds.", "",
    ...(missed.length === 0 ? ["Every goal is met."] : ["Missed:", "", ...missed.map((one) => `- ${missedText(one)}.`)]), "",
    "| figure | measured | goal | met |", "|---|---|---|---|", ...figures.map(rowOf), "", notes,
  ];
  writeFileSync(new URL("./RESULTS.md", import.meta.url), lines.join("\n"));
}
