import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

type Figures = Readonly<Record<string, number>>;

/** A measurement beside what it should be. */
interface Row {
  readonly name: string;
  readonly figures: Figures;
  /** What is wanted, in words; null where nothing is said. */
  readonly goal: string | null;
}

const rows: Row[] = [];
const before = loadavg()[0]!;

/** Prints one measurement as a JSON line, and keeps it for the table. */
export function print(name: string, figures: Figures, goal: string | null = null): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, Math.round(value * 10) / 10]));
  process.stdout.write(`${JSON.stringify({ bench: name, ...rounded })}\n`);
  rows.push({ name, figures: rounded, goal });
}

/** The value below which this part of all lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** Writes what was printed into bench/RESULTS.md, with the day, the commit and the machine. */
export function writeResults(): void {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const { model } = cpus()[0]!;
  const machine = `${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const lines = rows.map(({ name, figures, goal }) => {
    const told = Object.entries(figures).map(([key, value]) => `${key.replaceAll("_", " ")} ${value}`).join(", ");
    return `| ${name} | ${told} | ${goal ?? ""} |`;
  });
  const lead = `${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${machine}; load before the run `
    + `${before.toFixed(1)}. Browser (headless Chromium, which draws without a graphics processor), server and clients `
    + "share the machine, so these are upper bounds.";
  const table = ["| what | figures | goal |", "|---|---|---|", ...lines];
  writeFileSync(
    new URL("./RESULTS.md", import.meta.url), ["# Results of npm run bench", "", lead, "", ...table, ""].join("\n"));
}
