import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = new URL("../../dist/", import.meta.url);
const kib = 1_024;
const sizeOf = (name: string): number => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;

test("the scripts that the page loads first are at most 180 KB compressed", () => {
  const page = readFileSync(new URL("index.html", dist), "utf8");
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name!);
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.reduce((sum, name) => sum + sizeOf(name), 0)).toBeLessThanOrEqual(180 * kib);
});

test("the worker with the keys, loaded when they are opened, is at most 80 KB compressed", () => {
  const [worker] = readdirSync(new URL("assets/", dist)).filter((name) => /^worker-.*\.js$/.test(name));
  expect(sizeOf(`assets/${worker}`)).toBeLessThanOrEqual(80 * kib);
});

test("the page has no script or style of its own inside, and asks nobody else for one", () => {
  const page = readFileSync(new URL("index.html", dist), "utf8");
  expect([...page.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].map(([, inside]) => inside)).toEqual([""]);
  expect(page).not.toMatch(/<style|style=|https?:|data:/);
});
