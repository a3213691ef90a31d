import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const shots = new URL("../../screenshots/", import.meta.url).pathname;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const themes = ["light", "dark", "contrast"] as const;
mkdirSync(shots, { recursive: true });

/** Holds what a page shows, in every theme, to WCAG 2.2 AA and to the width of its screen, and takes its picture. */
export async function examine(page: Page, name: string, ready: string): Promise<void> {
  await page.getByText(ready).filter({ visible: true }).first().waitFor();
  for (const theme of themes) {
    await page.evaluate((chosen) => { document.documentElement.dataset["theme"] = chosen; }, theme);
    await page.screenshot({ path: `${shots}${name}-${theme}.png` });
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
    expect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join("  ")}`)).toEqual([]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
