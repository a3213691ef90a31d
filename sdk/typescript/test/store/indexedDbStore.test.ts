import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeCases } from "./conformance.js";

// IndexedDB and unreadable keys are a browser's own: the same cases run in headless Chromium.
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("./indexedDbPage.ts", import.meta.url).pathname], bundle: true, format: "esm",
    platform: "browser", target: "es2022", write: false,
  });
  const script = outputFiles[0]!.text;
  server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : "<!doctype html><script type=module src=/page.js></script>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction("window.runStoreCase !== undefined");
}, 60_000);

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

describe("The store in IndexedDB", () => {
  test.each(storeCases)("$name", async ({ name }) => {
    expect(await page.evaluate((given) => window.runStoreCase(given), name)).toBe("good");
  });

  test("no value stands in the database in the clear, and its key cannot be read", async () => {
    expect(await page.evaluate(() => window.lookIntoStore())).toEqual({ isClear: false, isExtractable: false });
  });

  test("a row that was altered or moved to another key is damage", async () => {
    expect(await page.evaluate(() => window.alterStore())).toBe("store-damaged");
  });
});
