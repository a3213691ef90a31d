import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { answerLines } from "./standardLines.js";

// Runs the peer's browser bundle in a page of headless Chromium and relays lines: node chromium.js BUNDLE.js HOST. On
// localhost, a secure context, the page has WebCrypto; under any other name of plain http it has none.

const [bundle, host] = process.argv.slice(2);
if (bundle === undefined || host === undefined) throw new Error("usage: node chromium.js BUNDLE.js HOST");
const script = await readFile(bundle, "utf8");

const server = createServer((request, response) => {
  const isScript = request.url === "/peer.js";
  response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? script : "<!doctype html><meta charset=utf-8><script type=module src=/peer.js></script>");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * 127.0.0.1",
  ],
});
try {
  const page = await browser.newPage();
  await page.goto(`http://${host}:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction("globalThis.answerLine !== undefined");
  await answerLines(async (line) => (await page.evaluate((given) => globalThis.answerLine?.(given), line)) ?? "");
} finally {
  await browser.close();
  server.close();
}
