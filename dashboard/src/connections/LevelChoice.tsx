import type { Level } from "@contextexchange/sdk";
import { RadioGroup } from "radix-ui";
import type { ReactElement } from "react";
import { words } from "../words/index.js";

const levels: readonly Level[] = ["auto", "ask", "never"];

/** One level of the own side: three choices in a row. */
export function LevelChoice({ label, value, choose }: {
  label: string; value: Level; choose: (level: Level) => void;
}): ReactElement {
  return (
    <RadioGroup.Root
      aria-label={label} value={value} orientation="horizontal"
      onValueChange={(level) => choose(levels.find((one) => one === level) ?? value)}
      className="inline-flex rounded-lg border border-line-strong bg-sunken p-0.5"
    >
      {levels.map((level) => (
        <RadioGroup.Item
          key={level} value={level}
          className="min-h-9 rounded-md px-3 text-sm text-ink-soft aria-checked:bg-accent aria-checked:font-semibold
            aria-checked:text-on-accent"
        >
          {words.contract.levels[level]}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
