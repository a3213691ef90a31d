import type { ReactElement } from "react";

const hues = [
  "bg-accent-soft text-accent", "bg-wait-soft text-wait", "bg-good-soft text-good", "bg-stop-soft text-stop",
  "bg-sunken text-ink-soft",
];

/** Two letters of a name, for the eye only. */
export function Avatar({ name, id, size = "size-9" }: { name: string; id: string; size?: string }): ReactElement {
  const hue = hues[Number.parseInt(id.slice(0, 4), 16) % hues.length];
  return (
    <span
      aria-hidden="true"
      className={`${size} ${hue} inline-flex shrink-0 items-center justify-center rounded-xl text-sm font-semibold`}
    >
      {[...name].slice(0, 2).join("").toUpperCase()}
    </span>
  );
}
