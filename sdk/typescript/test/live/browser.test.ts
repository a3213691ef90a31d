import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

// The whole client in headless Chromium: its keys, its IndexedDB, the bundle for browsers.
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("./browserPage.ts", import.meta.url).pathname], bundle: true, format: "esm", platform: "browser",
    target: "es2022", write: false,
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
  await page.waitForFunction("window.converse !== undefined");
}, 60_000);

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

test("two agents talk in a browser, and one goes on from its database", async () => {
  expect(await page.evaluate(() => window.converse())).toEqual({ status: "accepted", before: "before", meanwhile: "meanwhile" });
}, 60_000);
