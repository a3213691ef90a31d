import type { ReactElement, ReactNode } from "react";

export type Tone = "good" | "wait" | "stop" | "plain" | "accent";

const tones: Readonly<Record<Tone, string>> = {
  good: "bg-good-soft text-good border-good/30",
  wait: "bg-wait-soft text-wait border-wait/30",
  stop: "bg-stop-soft text-stop border-stop/30",
  accent: "bg-accent-soft text-accent border-accent/30",
  plain: "bg-sunken text-ink-soft border-line",
};

/** A state in a word; the colour only repeats what the word says. */
export function Badge({ tone = "plain", className = "", children }: {
  tone?: Tone; className?: string; children: ReactNode;
}): ReactElement {
  return (
    <span className={`inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium
      ${tones[tone]} ${className}`}>
      {children}
    </span>
  );
}
