import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { place } from "./place.js";

/** Debian's Chromium, or the browser that CEX_CHROMIUM names. */
const executablePath = [process.env["CEX_CHROMIUM"], "/usr/bin/chromium"].find(
  (path) => path !== undefined && path !== "" && existsSync(path));

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 860 };

export function launch(): Promise<Browser> {
  if (executablePath === undefined) throw new Error("No Chromium: install it, or name one by CEX_CHROMIUM.");
  const elsewhere = place === null ? [] : [
    `--host-resolver-rules=MAP ${place.host} 127.0.0.1`,
    `--ignore-certificate-errors-spki-list=${place.publicKeyHash}`,
  ];
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", ...elsewhere] });
}

/** A page in a fresh profile that remembers every error, also what the policy has refused. */
export class Visitor {
  readonly errors: string[] = [];

  private constructor(readonly context: BrowserContext, readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      // The browser itself notes each refused call; whether it was refused rightly is what tests look at.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) this.errors.push(message.text());
    });
  }

  static async come(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const viewport = place === null ? desktop : phone;
    const context = await browser.newContext({ reducedMotion: "reduce", viewport, ...options });
    const page = await context.newPage();
    // Nobody has a passkey device until a test gives them one. Without this Chromium looks for real ones, in a window of
    // its own that keeps every click from the page.
    await (await context.newCDPSession(page)).send("WebAuthn.enable");
    return new Visitor(context, page);
  }

  readonly leave = (): Promise<void> => this.context.close();
}

/** Goes to a page as a link does: loading it anew would lock the keys. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
}
