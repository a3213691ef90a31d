import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type BrowserContext, chromium, type Page } from "playwright-core";

/** Debian's Chromium, or the browser that CEX_CHROMIUM names; undefined if there is none. */
export const chromiumPath = [process.env["CEX_CHROMIUM"], "/usr/bin/chromium"].find(
  (path) => path !== undefined && path !== "" && existsSync(path));

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A page with one bundled script, in a fresh Chromium; everything ends with `close`. */
export class BrowserPage {
  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly server: Server,
    private readonly folder: string) {}

  /** @param script A TypeScript file whose exports become the page's global `sdk`. */
  static async open(script: string): Promise<BrowserPage> {
    const bundle = await build({
      entryPoints: [join(root, script)],
      bundle: true,
      platform: "browser",
      format: "iife",
      globalName: "sdk",
      target: "es2022",
      write: false,
    });
    const code = bundle.outputFiles[0]?.text ?? "";
    // Loopback counts as a secure context, in which browsers have all of WebCrypto.
    const server = createServer((request, response) => {
      const isScript = request.url === "/sdk.js";
      response.setHeader("content-type", isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8");
      response.end(isScript ? code : "<!doctype html><title>SDK</title><script src=\"/sdk.js\"></script>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const folder = mkdtempSync(join(tmpdir(), "cex-chromium-"));
    const context = await chromium.launchPersistentContext(folder, {
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      args: ARGUMENTS,
    });
    const page = context.pages()[0] ?? await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new BrowserPage(page, context, server, folder);
  }

  async close(): Promise<void> {
    await this.context.close();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
