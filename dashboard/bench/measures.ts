import type { CDPSession, Page } from "playwright-core";

const slowdown = 4;

/** Throttles the page's processor. */
export async function slow(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return session;
}

/** Megabytes that the page holds after a garbage collection: scripts, what the browser keeps for them, and buffers. */
export async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const usage = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return (usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize) / 2 ** 20;
}

/** What was drawn during a while. */
export interface Frames {
  /** Milliseconds between one frame and the next. */
  readonly gaps: readonly number[];
  /** In each frame the age in milliseconds of the first event in the list; empty where no list of events is shown. */
  readonly ages: readonly number[];
}

/** Looks at each frame for so long, in milliseconds. */
export function framesOf(page: Page, duration: number): Promise<Frames> {
  return page.evaluate((time) => new Promise<Frames>((resolve) => {
    const [gaps, ages]: [number[], number[]] = [[], []];
    const begun = performance.now();
    let last = begun;
    const draw = (now: number): void => {
      gaps.push(now - last);
      last = now;
      const newest = document.querySelector("main li time");
      if (newest !== null) ages.push(Date.now() - Date.parse(newest.getAttribute("datetime")!));
      if (now - begun < time) requestAnimationFrame(draw);
      else resolve({ gaps: gaps.slice(1), ages });
    };
    requestAnimationFrame(draw);
  }), duration);
}

/** Frames a second. */
export const rateOf = ({ gaps }: Frames): number => 1_000 * gaps.length / gaps.reduce((sum, gap) => sum + gap, 0);

/** The frames while somebody turns the wheel for three seconds. */
export async function scrolling(page: Page): Promise<Frames> {
  const frames = framesOf(page, 3_000);
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(40);
  }
  return frames;
}

/** When the largest thing of the page was painted, in milliseconds since it was asked for. */
export async function largestPaint(page: Page): Promise<number> {
  await page.waitForTimeout(1_000);
  return page.evaluate(() => new Promise<number>((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime))
      .observe({ type: "largest-contentful-paint", buffered: true });
  }));
}

/** What a person did, and the milliseconds until the next paint. */
export interface Interaction {
  readonly what: string;
  readonly wait: number;
}

/** Begins to note how long interactions take: whole ones, rather than their single events. */
export async function watchInteractions(page: Page): Promise<void> {
  await page.evaluate(() => {
    const interactions = new Map<number, Interaction>();
    Object.assign(window, { interactions });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { duration: wait, interactionId, name, target } =
          entry as PerformanceEntry & { readonly interactionId: number; readonly target: Element | null };
        if (interactionId === 0 || wait <= (interactions.get(interactionId)?.wait ?? 0)) continue;
        const on = target?.getAttribute("aria-label") ?? target?.textContent?.slice(0, 40) ?? "what is gone since";
        interactions.set(interactionId, { what: `${name} on ${on}`, wait });
      }
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** The interactions that were noted, the longest first. */
export async function interactionsOf(page: Page): Promise<readonly Interaction[]> {
  // The entries of a frame are told after it.
  await page.waitForTimeout(500);
  const noted = await page.evaluate(() =>
    [...(window as unknown as { interactions: Map<number, Interaction> }).interactions.values()]);
  return noted.sort((one, other) => other.wait - one.wait);
}
