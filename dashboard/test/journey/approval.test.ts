import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, phone, Visitor } from "./browser.js";
import { passphrase, Silo } from "./silo.js";

const shots = new URL("../../screenshots/", import.meta.url).pathname;
let silo: Silo;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  silo.cex("send", "--as", "alice", "bob", "Is Tuesday at ten free?", "--category", "schedule");
});

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

test("an owner takes over the keys, sees a held message arrive, reads it, approves it, and it is delivered", async () => {
  const bob = await Visitor.come(browser, { viewport: phone, hasTouch: true });
  const { page } = bob;
  await page.goto(silo.ownerLink("bob"));
  expect(page.url()).toBe(`${silo.origin}/owner`);
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Take over and unlock" }).click();
  await page.getByText("Nothing waits for you", { exact: true }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();

  silo.cex("send", "--as", "bob", "alice", "Here is the draft.", "--category", "projects");
  const card = page.getByRole("article");
  await card.getByText("Here is the draft.").waitFor();
  await card.getByRole("heading", { name: "bob wants to tell alice" }).waitFor();
  await page.screenshot({ path: `${shots}approve-phone.png` });
  await card.getByRole("button", { name: "Approve" }).tap();
  await page.getByText("Nothing waits for you", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Activity" }).last().click();
  await page.getByText("Decided: approved").first().waitFor();

  const received = silo.cex("read", "--as", "alice", "bob");
  expect(received).toContain("Here is the draft.");
  expect(bob.errors).toEqual([]);
  await bob.leave();
}, 180_000);
