import type { Range } from "./ranges.js";

/**
 * One entry of a conversation, as far as figures need it. `message`: it was delivered; `stub`: it was withheld, and a
 * later `message` with its hash was approved meanwhile.
 */
export interface Fact {
  readonly kind: "message" | "stub";
  /** The envelope's hash, hex. */
  readonly hash: string;
  /** Unix milliseconds by the server's clock. */
  readonly at: number;
}

/** One step of the range. Latencies are milliseconds, null where nothing was approved. */
export interface Step {
  readonly from: number;
  readonly delivered: number;
  readonly heldBack: number;
  readonly approved: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** What happened in a range, step by step and in all. */
export interface Figures {
  readonly steps: readonly Step[];
  readonly total: Omit<Step, "from">;
}

/** What happened up to now. Steps begin at multiples of their length, so that they stay while time goes on. */
export function figuresOf(facts: readonly Fact[], { span, step }: Range, now: number): Figures {
  const withheldAt = new Map<string, number>();
  const delivered = new Set<string>();
  for (const { kind, hash, at } of facts) {
    if (kind === "message") delivered.add(hash);
    else if (!withheldAt.has(hash)) withheldAt.set(hash, at);
  }
  const first = Math.floor((now - span) / step) * step + step;
  const count = Math.floor(now / step) - first / step + 1;
  const gathered = Array.from({ length: count }, () => ({ delivered: 0, heldBack: 0, latencies: [] as number[] }));
  for (const { kind, hash, at } of facts) {
    const into = gathered[Math.floor((at - first) / step)];
    if (into === undefined) continue;
    if (kind === "message") {
      into.delivered++;
      const held = withheldAt.get(hash);
      if (held !== undefined) into.latencies.push(Math.max(0, at - held));
    } else if (!delivered.has(hash)) into.heldBack++;
  }
  const told = ({ delivered: passed, heldBack, latencies }: typeof gathered[number]): Omit<Step, "from"> => ({
    delivered: passed, heldBack, approved: latencies.length,
    p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99),
  });
  return {
    steps: gathered.map((one, i) => ({ from: first + i * step, ...told(one) })),
    total: told({
      delivered: gathered.reduce((sum, one) => sum + one.delivered, 0),
      heldBack: gathered.reduce((sum, one) => sum + one.heldBack, 0),
      latencies: gathered.flatMap(({ latencies }) => latencies),
    }),
  };
}

/** The smallest value that at least this part of all is not above; null of none. */
export function percentile(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null;
}
