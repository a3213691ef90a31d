import { nextAuditHash } from "@contextexchange/sdk";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { go, launch, Visitor } from "../test/journey/browser.js";
import { passphrase, Silo } from "../test/journey/silo.js";
import { percentile, print, writeResults } from "./figures.js";
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
  writeResults();
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
  print("event to page, ms", { events: waits.length, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) },
    "p99 at most 200 ms");
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
    sent: await poured, fps: rateOf(frames), idle_fps: rateOf(idle), over_20_ms_percent: shareOver(frames, 20),
    frame_p50_ms: percentile(frames, 0.5), frame_p99_ms: percentile(frames, 0.99), heap_mb: heap,
  }, "60 fps");
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

const shareOver = (gaps: readonly number[], limit: number): number =>
  100 * gaps.filter((gap) => gap > limit).length / gaps.length;

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
  print("largest paint of the first page, ms", { slowdown, p50: percentile(paints, 0.5), worst: Math.max(...paints) },
    "at most 1,500 ms");
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
  print("interaction to next paint, ms", {
    slowdown, interactions: waits.length, p50: percentile(waits, 0.5), p98: percentile(waits, 0.98),
  }, "p98 at most 100 ms");
  await visitor.leave();
});

test("a list of a hundred thousand rows", async () => {
  const log = auditLog(100_000);
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.goto(`${silo.origin}/sign-in`);
  const before = await heapOf(page);
  await page.route("**/v1/audit?*", (route) => {
    const after = Number(new URL(route.request().url()).searchParams.get("after"));
    const items = log.slice(after, after + 200);
    return route.fulfill({ contentType: "application/json", body: JSON.stringify({ items }) });
  });
  const code = /cex_boot_\w+/.exec(silo.administratorLink)![0];
  await page.evaluate(async (bootstrap) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(
      "/v1/sessions/page", { method: "POST", headers, body: JSON.stringify({ code: bootstrap }) });
    if (!answer.ok) throw new Error(await answer.text());
  }, code);
  await page.goto(`${silo.origin}/audit`);
  await page.locator(`[aria-setsize="${log.length}"]`).first().waitFor({ timeout: 240_000 });
  const heap = await heapOf(page);
  const frames = await scrolling(page);
  print("a list of 100,000 rows", {
    heap_mb: heap, without_mb: before, rows_drawn: await page.locator("main li").count(),
    scroll_fps: rateOf(frames), over_20_ms_percent: shareOver(frames, 20),
  }, "heap at most 150 MB");
  await visitor.leave();
});

test("a conversation of many messages", async () => {
  const count = 10_000;
  const peer = alice.client.profile.agent;
  for (let sent = 0; sent < count; sent++) {
    await bob.client.post(peer, "schedule", `text ${sent}`);
  }
  await bob.client.send(peer, "schedule", "the newest of all");
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.goto(await alice.owner.exportLink(passphrase));
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Take over and unlock" }).click();
  await page.getByRole("heading", { name: "Approvals" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const begun = performance.now();
  await go(page, `/inbox/${alice.client.profile.agent}/${bob.client.profile.agent}`);
  await page.getByText("the newest of all", { exact: true }).waitFor();
  const opened = performance.now() - begun;
  const heap = await heapOf(page);

  const waits: number[] = [];
  for (let sent = 0; sent < 50; sent++) {
    const shown = page.getByText(`one more ${sent}`, { exact: true }).waitFor();
    const at = performance.now();
    await bob.client.send(peer, "schedule", `one more ${sent}`);
    await shown;
    waits.push(performance.now() - at);
  }
  print("a conversation of 10,000 messages", {
    messages: count + latencies, newest_ms: opened, heap_mb: heap, new_message_p50_ms: percentile(waits, 0.5),
    new_message_p99_ms: percentile(waits, 0.99),
  });

  // All of it, as somebody sees it who scrolls up to its start.
  const toStart = performance.now();
  await page.waitForFunction(() => {
    scrollTo(0, 0);
    return document.querySelector('li[aria-posinset="1"]:not([aria-setsize="-1"])') !== null;
  }, undefined, { timeout: 240_000, polling: "raf" });
  print("the same scrolled up to its start", {
    seconds: (performance.now() - toStart) / 1_000, heap_mb: await heapOf(page),
    rows_drawn: await page.locator("main li[aria-posinset]").count(),
  });
  expect(visitor.errors).toEqual([]);
  await visitor.leave();
}, 900_000);

/** A log as a server keeps it, its chain sound, as JSON. */
function auditLog(length: number): readonly unknown[] {
  let hash: Uint8Array = new Uint8Array(32);
  return Array.from({ length }, (_, at) => {
    const record = {
      position: at + 1, at: 1_780_000_000_000 + at, actor: "owner", action: "session.open", subject: `subject ${at}`,
      outcome: "ok", origin: "origin",
    };
    hash = nextAuditHash(hash, record);
    return { ...record, hash: Buffer.from(hash).toString("base64url") };
  });
}

/** The frames while somebody turns the wheel for three seconds. */
async function scrolling(page: Page): Promise<number[]> {
  const frames = framesOf(page, 3_000);
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(40);
  }
  return frames;
}
