import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { go, launch, Visitor } from "../test/journey/browser.js";
import { passphrase, Silo } from "../test/journey/silo.js";
import { percentile, print } from "./figures.js";
import { Flood } from "./flood.js";
import { come, meet, type Person } from "./people.js";

// What a person waits for, in a real Chromium against a real server on this machine. Browser, server and clients share
// its processors, so the figures are upper bounds. Nothing here is held to a time; only counts are.
const settings = ["--Grains:MaxTurnsPerMinute", "1000000", "--Limits:SessionPerMinute", "1000000"];
const latencies = 300;
const floodRate = 2_000;
const floodTime = 10_000;
const slowdown = 4;

let silo: Silo;
let browser: Browser;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(...settings), launch()]);
  [alice, bob] = [await come(silo.origin, "alice"), await come(silo.origin, "bob")];
  await meet(alice, bob);
});

afterAll(async () => {
  await Promise.all([alice?.client.close(), bob?.client.close()]);
  await browser?.close();
  await silo?.stop();
});

/** Alice's page, signed in by a code. */
async function open(origin: string, path: string): Promise<Visitor> {
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  const { code } = await (await alice.owner.api()).owners.pageCode();
  await page.goto(`${origin}${path}`);
  await page.getByText("Other ways to sign in").click();
  await page.getByLabel("One-time code").fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  return visitor;
}

test("an event reaches the page", async () => {
  const visitor = await open(silo.origin, "/activity");
  const { page } = visitor;
  await page.evaluate(() => {
    const seen = new Map<string, number>();
    Object.assign(window, { seen });
    new MutationObserver(() => {
      for (const time of document.querySelectorAll("main li time")) {
        const at = time.getAttribute("datetime")!;
        if (!seen.has(at)) seen.set(at, Date.now() - Date.parse(at));
      }
    }).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
  });
  for (let sent = 0; sent < latencies; sent++) {
    await bob.client.send(alice.client.profile.agent, "schedule", `message ${sent}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await page.waitForFunction((count) => (window as unknown as { seen: Map<string, number> }).seen.size >= count, latencies);
  const waits = await page.evaluate(() => [...(window as unknown as { seen: Map<string, number> }).seen.values()]);
  print("event to page, ms", { events: waits.length, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) });
  await visitor.leave();
});

test("two thousand events a second", async () => {
  const flood = await Flood.before(silo.origin);
  const visitor = await open(flood.origin, "/activity");
  const { page } = visitor;
  const poured = flood.pour(floodRate, floodTime + 1_000, alice.client.profile.agent, bob.client.profile.agent);
  await page.waitForTimeout(1_000);
  const frames = await framesOf(page, floodTime);
  const idle = await (async () => { await poured; return framesOf(page, 3_000); })();
  const heap = await heapOf(page);
  print("2,000 events a second", {
    sent: await poured, fps: rateOf(frames), idle_fps: rateOf(idle), frame_p50_ms: percentile(frames, 0.5),
    frame_p99_ms: percentile(frames, 0.99), heap_mb: heap,
  });
  expect(visitor.errors).toEqual([]);
  await visitor.leave();
  flood.close();
});

/** The milliseconds between the pictures that were drawn meanwhile. */
function framesOf(page: Page, duration: number): Promise<number[]> {
  return page.evaluate((time) => new Promise<number[]>((resolve) => {
    const gaps: number[] = [];
    const begun = performance.now();
    let last = begun;
    const draw = (now: number): void => {
      gaps.push(now - last);
      last = now;
      if (now - begun < time) requestAnimationFrame(draw);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(draw);
  }), duration);
}

const rateOf = (gaps: readonly number[]): number => 1_000 * gaps.length / gaps.reduce((sum, gap) => sum + gap, 0);

/** Megabytes that the page's scripts hold. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}

async function slow(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return session;
}

test("the largest paint with a slower processor", async () => {
  const paints: number[] = [];
  for (let round = 0; round < 5; round++) {
    const visitor = await Visitor.come(browser);
    const { page } = visitor;
    await slow(page);
    await page.goto(`${silo.origin}/sign-in`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    paints.push(await page.evaluate(() => new Promise<number>((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime))
        .observe({ type: "largest-contentful-paint", buffered: true });
    })));
    await visitor.leave();
  }
  print("largest paint of the first page, ms", { slowdown, p50: percentile(paints, 0.5), worst: Math.max(...paints) });
});

test("an interaction with a slower processor", async () => {
  const visitor = await open(silo.origin, "/");
  const { page } = visitor;
  await slow(page);
  await page.evaluate(() => {
    const waits: number[] = [];
    Object.assign(window, { waits });
    new PerformanceObserver((list) => waits.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "event", buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
  for (const name of ["Activity", "Inbox", "Agents", "Approvals", "Home", "Activity", "Agents"]) {
    await page.getByRole("link", { name }).first().click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(300);
  }
  const waits = await page.evaluate(() => (window as unknown as { waits: number[] }).waits);
  print("interaction to next paint, ms", { slowdown, interactions: waits.length, p98: percentile(waits, 0.98) });
  await visitor.leave();
});

test("a conversation of many messages", async () => {
  const count = 1_000;
  for (let sent = 0; sent < count; sent++) await bob.client.post(alice.client.profile.agent, "schedule", `text ${sent}`);
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.goto(await alice.owner.exportLink(passphrase));
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Take over and unlock" }).click();
  await page.getByRole("heading", { name: "Approvals" }).waitFor();
  const begun = performance.now();
  await go(page, `/inbox/${alice.client.profile.agent}/${bob.client.profile.agent}`);
  await page.getByText(`text ${count - 1}`, { exact: true }).waitFor();
  print("a conversation opens", { messages: count + latencies, ms: performance.now() - begun, heap_mb: await heapOf(page) });
  await visitor.leave();
});
