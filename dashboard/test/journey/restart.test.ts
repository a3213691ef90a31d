import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { go, launch, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { Silo } from "./silo.js";
import { calm, keysBadge, live, press, takeOver } from "./steps.js";

// The server stops and starts again in the middle of something: the page says so, goes on by itself, and nothing is
// lost or done twice. Only here, on localhost: what is looked at does not depend on the host.
const patience = 180_000;
/** For what is looked at again and again. */
const within = { timeout: 30_000 };
const notice = "It may be restarting. This page tries again by itself.";

let silo: Silo;
let browser: Browser;
let bob: Visitor;
let page: Page;
let agent: string;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  bob = await Visitor.come(browser);
  page = bob.page;
  page.setDefaultTimeout(60_000);
  await takeOver(page, silo, "bob");
  agent = await page.evaluate(async () => (await (await fetch("/v1/agents")).json()).items[0].agent as string);
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  await silo.end(signal);
  await page.getByText(notice).waitFor();
  await silo.startAgain();
  await page.getByText(notice).waitFor({ state: "detached" });
}

const hold = (text: string): string => silo.cex("send", "--as", "bob", "alice", text, "--category", "projects");

/** How often alice has got a text. */
const received = (text: string): number => silo.cex("read", "--as", "alice", "bob").split(text).length - 1;

const events = () => page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");

test.each(["SIGTERM", "SIGKILL"] as const)("a page that streams says so and misses nothing (%s)", async (signal) => {
  await go(page, "/activity");
  await live(page);
  const before = await events().count();
  silo.cex("send", "--as", "alice", "bob", `one before ${signal}`, "--category", "schedule");
  await expect.poll(() => events().count(), within).toBe(before + 1);
  await silo.end(signal);
  await page.getByText(notice).waitFor();
  await page.getByText("Reconnecting", { exact: true }).waitFor();
  await silo.startAgain();
  silo.cex("send", "--as", "alice", "bob", `one after ${signal}`, "--category", "schedule");
  await live(page);
  await page.getByText(notice).waitFor({ state: "detached" });
  await expect.poll(() => events().count(), within).toBe(before + 2);
  silo.cex("send", "--as", "alice", "bob", `another after ${signal}`, "--category", "schedule");
  await expect.poll(() => events().count(), within).toBe(before + 3);
  expect(await keysBadge(page, "Unlocked").count()).toBe(1);
  expect(bob.errors).toEqual([]);
}, patience);

test.each(["SIGTERM", "SIGKILL"] as const)("an approval in its undo seconds arrives once (%s)", async (signal) => {
  await go(page, "/approvals");
  const text = `draft before ${signal}`;
  hold(text);
  const card = page.getByRole("article");
  await card.getByText(text).waitFor();
  // Its seconds end while nobody answers; the network brings it when somebody does.
  let sent = 0;
  let isBack = (): void => undefined;
  const back = new Promise<void>((resolve) => { isBack = resolve; });
  await page.route("**/v1/approvals/**", async (route) => {
    sent++;
    await back;
    await route.continue();
  });
  await card.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await restart(signal);
  isBack();
  await calm(page);
  await expect.poll(() => received(text), within).toBe(1);
  expect(sent).toBe(1);
  await page.unroute("**/v1/approvals/**");
}, patience);

test("an approval whose answer was lost with the server is not made again, and nothing waits", async () => {
  await go(page, "/approvals");
  hold("whose answer is lost");
  const card = page.getByRole("article");
  await card.getByText("whose answer is lost").waitFor();
  const done = new Promise<void>((resolve) => {
    void page.route("**/v1/approvals/**", async (route) => {
      expect((await route.fetch()).ok()).toBe(true);
      await silo.end("SIGKILL");
      await route.abort("connectionreset");
      resolve();
    }, { times: 1 });
  });
  await card.getByRole("button", { name: "Approve" }).click();
  await done;
  await page.getByText(notice).waitFor();
  await silo.startAgain();
  await page.getByText(notice).waitFor({ state: "detached" });
  await calm(page);
  expect(received("whose answer is lost")).toBe(1);
}, patience);

test("an invite that did not arrive says so, keeps the form, and is made once by the next try", async () => {
  await go(page, `/agents/${agent}/invites`);
  await press(page, "Invite an agent");
  await page.getByRole("radio", { name: "Minimal" }).click();
  await page.getByLabel("Works for").selectOption("1 day");
  await silo.end("SIGKILL");
  await press(page, "Sign and make the invite");
  await page.getByRole("dialog").getByRole("alert").getByText("The server does not answer").waitFor();
  await silo.startAgain();
  await page.getByText(notice).waitFor({ state: "detached" });
  expect(await page.getByRole("radio", { name: "Minimal" }).isChecked()).toBe(true);
  expect(await page.getByLabel("Works for").inputValue()).toBe("86400");
  await press(page, "Sign and make the invite");
  const link = await page.getByRole("dialog").locator("code").filter({ hasText: "/join#cex_inv_" }).first().innerText();
  await press(page, "I have sent it");
  expect(await page.getByRole("list", { name: "Invites, newest first" }).getByRole("listitem").count()).toBe(1);
  expect(silo.cex("accept", link, "--as", "carol")).not.toBe("");
}, patience);

test("a page that was never opened waits for the server, and comes when it does", async () => {
  await silo.end("SIGTERM");
  await page.getByText(notice).waitFor();
  await page.getByRole("link", { name: "Usage" }).first().click();
  await examine(page, "server-away", notice);
  await silo.startAgain();
  await page.getByRole("heading", { name: "Usage" }).waitFor();
  expect(await keysBadge(page, "Unlocked").count()).toBe(1);
}, patience);
