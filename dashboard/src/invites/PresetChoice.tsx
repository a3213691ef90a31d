import type { Preset } from "@contextexchange/sdk";
import { RadioGroup } from "radix-ui";
import type { ReactElement } from "react";
import { words } from "../words/index.js";
import { presets, summaryOf } from "./presets.js";

const mark = "mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full border-2 border-line-strong";

/** Which ready-made contract the invite offers, and what each of them lets pass. */
export function PresetChoice({ value, choose }: { value: Preset; choose: (preset: Preset) => void }): ReactElement {
  const { invites } = words;
  return (
    <RadioGroup.Root
      aria-label={invites.preset} value={value} className="grid gap-2"
      onValueChange={(chosen) => choose(presets.find((one) => one === chosen) ?? value)}
    >
      {presets.map((preset) => {
        const { flows, asks, refuses } = summaryOf(preset);
        return (
          <RadioGroup.Item
            key={preset} value={preset}
            className="group flex gap-3 rounded-xl border border-line bg-surface p-3 text-left text-sm hover:bg-sunken
              aria-checked:border-accent aria-checked:bg-accent-soft"
          >
            <span className={mark}>
              <RadioGroup.Indicator className="size-2.5 rounded-full bg-accent" />
            </span>
            <span>
              <span className="block font-semibold">{invites.presets[preset]}</span>
              <span className="block text-ink-soft">{invites.flows(flows.join(", "))}</span>
              {asks.length > 0 && <span className="block text-ink-soft">{invites.asks(asks.join(", "))}</span>}
              <span className="block text-ink-soft">{invites.refuses(refuses.join(", "))}</span>
            </span>
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}
