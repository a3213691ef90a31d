import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "vitest";
import { desktop, go, launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { passphrase, Silo } from "./silo.js";
import { heading, keysBadge, live, press, takeOver } from "./steps.js";

// Without a network: each page says what is and what to do, nothing waits unseen to be carried out later, and what
// happened meanwhile is there when the network is. Only on localhost: the host makes no difference to any of it.
const patience = 120_000;
/** For what is looked at again and again. */
const within = { timeout: 30_000 };
const notice = "What you see may be old. Everything goes on by itself when the connection is back.";

let silo: Silo;
let browser: Browser;
let bob: Visitor;
let page: Page;
let ids: { readonly agent: string; readonly peer: string };

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  bob = await Visitor.come(browser);
  page = bob.page;
  page.setDefaultTimeout(30_000);
  await takeOver(page, silo, "bob");
  ids = await page.evaluate(async () => {
    const agent = (await (await fetch("/v1/agents")).json()).items[0].agent as string;
    const peer = (await (await fetch(`/v1/agents/${agent}/connections`)).json()).items[0].peer as string;
    return { agent, peer };
  });
  silo.cex("send", "--as", "alice", "bob", "seen before", "--category", "schedule");
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function isOffline(isIt: boolean): Promise<void> {
  await bob.context.setOffline(isIt);
  if (isIt) await page.getByText(notice).waitFor();
  else await page.getByText(notice).waitFor({ state: "detached" });
}

const send = (text: string, category = "schedule", from = "alice", to = "bob"): string =>
  silo.cex("send", "--as", from, to, text, "--category", category);

describe("What is open when the network goes", () => {
  afterEach(() => isOffline(false));

  test.each([
    ["approvals", () => "/approvals", "Nothing waits for you"],
    ["inbox", () => "/inbox", "bob and alice"],
    ["activity", () => "/activity", "Delivered"],
    ["keys", () => `/agents/${ids.agent}/keys`, "Active"],
  ])("%s: stays, says that it may be old, and is without fault", async (name, path, shown) => {
    await go(page, path());
    await page.getByText(shown, { exact: shown !== "bob and alice" }).first().waitFor();
    await isOffline(true);
    await page.setViewportSize(phone);
    await examine(page, `offline-${name}`, shown);
    await page.setViewportSize(desktop);
    expect(await page.getByText("You are offline").isVisible()).toBe(true);
  }, patience);
});

describe("What happens meanwhile", () => {
  test("is all there when the network is back, in its order and once", async () => {
    await go(page, "/activity");
    await page.getByText("Delivered", { exact: true }).first().waitFor();
    send("the first");
    await page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem").nth(1).waitFor();
    await isOffline(true);
    for (const text of ["the second", "the third", "the fourth"]) send(text);
    send("may this leave?", "projects", "bob", "alice");
    await isOffline(false);
    await page.getByText("Waits for approval", { exact: true }).waitFor();
    await live(page);
    const rows = page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");
    await expect.poll(() => rows.count(), within).toBe(6);
    const outcomes = await Promise.all((await rows.all()).map(async (row) => {
      const text = await row.innerText();
      return text.includes("Waits for approval") ? "waits" : text.includes("Delivered") ? "delivered" : text;
    }));
    expect(outcomes).toEqual(["waits", ...Array<string>(5).fill("delivered")]);
    expect(await page.getByText("some events may be missing").count()).toBe(0);

    await go(page, "/approvals");
    await page.getByRole("article").getByText("may this leave?").waitFor();
    await go(page, `/inbox/${ids.agent}/${ids.peer}`);
    await page.getByText("the fourth", { exact: true }).waitFor();
    const texts = await page.getByRole("article").allInnerTexts();
    const order = ["seen before", "the first", "the second", "the third", "the fourth"];
    expect(texts.map((text) => order.find((one) => text.includes(one)))).toEqual(order);
    expect(bob.errors).toEqual([]);
  }, patience);
});

describe("Without a network", () => {
  beforeEach(async () => {
    await go(page, "/agents");
    await page.getByText("Who speaks for you.").waitFor();
  });

  afterEach(() => isOffline(false));

  test("a change is not carried out, says so at once, and is not carried out later either", async () => {
    await go(page, `/agents/${ids.agent}/keys`);
    await page.getByText("Active", { exact: true }).waitFor();
    await isOffline(true);
    await press(page, "Freeze");
    await page.getByRole("dialog").getByRole("button", { name: "Freeze" }).click();
    await page.getByText("The server does not answer").waitFor();
    await isOffline(false);
    await page.getByText("Active", { exact: true }).waitFor();
    await press(page, "Freeze");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByText("bob is frozen.").count()).toBe(0);
    send("nobody froze it");
  }, patience);

  test("a page that was never opened says what is wrong, keeps the keys open, and comes by itself", async () => {
    await isOffline(true);
    await page.getByRole("link", { name: "Usage" }).first().click();
    await examine(page, "offline-unloaded", "You are offline");
    expect(await keysBadge(page, "Unlocked").count()).toBe(1);
    await isOffline(false);
    await heading(page, "Usage");
    expect(await keysBadge(page, "Unlocked").count()).toBe(1);
  }, patience);

  test("the keys are locked and opened: both need nobody", async () => {
    await isOffline(true);
    await keysBadge(page, "Unlocked").click();
    await keysBadge(page, "Locked").click();
    await page.getByLabel("Passphrase").fill(passphrase);
    await press(page, "Unlock");
    await keysBadge(page, "Unlocked").waitFor();
  }, patience);

  test("signing in says that nobody answers, and works with the next try", async () => {
    const guest = await Visitor.come(browser);
    guest.page.setDefaultTimeout(30_000);
    await guest.page.goto(`${silo.origin}/sign-in`);
    await guest.page.getByLabel("Mail address").fill("wim@example.org");
    await guest.context.setOffline(true);
    await press(guest.page, "Send me a link");
    await examine(guest.page, "offline-sign-in", "The server does not answer");
    await guest.context.setOffline(false);
    await press(guest.page, "Send me a link");
    await heading(guest.page, "Look into your mail");
    await guest.leave();
  }, patience);
});
