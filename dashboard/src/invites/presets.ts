import { type Preset, presetTerms } from "@contextexchange/sdk";

/** The contracts to choose from, the widest in the middle. */
export const presets: readonly Preset[] = ["balanced", "colleagues", "minimal"];

/** How long an invite can work, in seconds. */
export const expiries = [3_600, 86_400, 259_200, 604_800, 2_592_000] as const;

/** What the server takes where nothing is said. */
export const defaultExpiry = 259_200;

/** What a ready-made contract does with each category. */
export interface PresetSummary {
  readonly flows: readonly string[];
  readonly asks: readonly string[];
  readonly refuses: readonly string[];
}

/** What leaves by itself under a ready-made contract, what only with the owner's word, and what never. */
export function summaryOf(preset: Preset): PresetSummary {
  const levels = Object.entries(presetTerms(preset).levels);
  const named = (level: string): string[] => levels.filter(([, { share }]) => share === level).map(([name]) => name);
  return { flows: named("auto"), asks: named("ask"), refuses: named("never") };
}

/** How the command line most likely calls an agent; a placeholder where its name would need quotes. */
export function profileOf(displayName: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(displayName) ? displayName : "NAME";
}
