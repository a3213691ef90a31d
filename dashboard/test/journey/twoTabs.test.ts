import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { go, launch, Visitor } from "./browser.js";
import { passphrase, Silo } from "./silo.js";
import { calm, heading, isSignedIn, keysBadge, live, press, takeOver } from "./steps.js";

// One person with two tabs: what is done in one is true in the other. Only on localhost: the host makes no difference.
const patience = 120_000;

let silo: Silo;
let browser: Browser;
let bob: Visitor;
let one: Page;
let other: Page;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  bob = await Visitor.come(browser);
  one = bob.page;
  one.setDefaultTimeout(30_000);
  await takeOver(one, silo, "bob");
  other = await bob.context.newPage();
  other.setDefaultTimeout(30_000);
  await other.goto(`${silo.origin}/approvals`);
  await live(other);
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function hold(text: string): Promise<void> {
  silo.cex("send", "--as", "bob", "alice", text, "--category", "projects");
  await Promise.all([one, other].map((page) => page.getByRole("article").waitFor()));
}

test("a message that both decide is decided once, and the one that was late is told", async () => {
  await hold("decided in both");
  await one.getByText("decided in both").waitFor();
  await Promise.all([
    one.getByRole("article").getByRole("button", { name: "Approve" }).click(),
    other.getByRole("article").getByRole("button", { name: "Reject" }).click(),
  ]);
  const late = "Somebody decided this before you, or it has expired. Nothing was done twice.";
  await expect.poll(async () => await one.getByText(late).count() + await other.getByText(late).count(),
    { timeout: 30_000 }).toBe(1);
  await Promise.all([one, other].map(calm));
  await go(one, "/activity");
  const decided = one.getByText(/^Decided: /);
  await decided.first().waitFor();
  expect(await decided.count()).toBe(1);
  const isApproved = await decided.innerText() === "Decided: approved";
  expect(silo.cex("read", "--as", "alice", "bob").includes("decided in both")).toBe(isApproved);
  await go(one, "/approvals");
}, patience);

test("a message that one has decided leaves the other", async () => {
  await hold("decided in one");
  await other.getByRole("article").getByRole("button", { name: "Reject" }).click();
  await Promise.all([one, other].map(calm));
}, patience);

test("the keys are open in one; the other says where, and opens them once they are locked there", async () => {
  await keysBadge(other, "Locked").click();
  const dialog = other.getByRole("dialog");
  await dialog.getByLabel("Passphrase").fill(passphrase);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await dialog.getByText("Another tab of this browser has your keys open. Lock them there").waitFor();
  await keysBadge(one, "Unlocked").click();
  await keysBadge(one, "Locked").waitFor();
  await dialog.getByLabel("Passphrase").fill(passphrase);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await keysBadge(other, "Unlocked").waitFor();
  await hold("read in the other");
  await other.getByText("read in the other").waitFor();
  expect(await one.getByText("read in the other").count()).toBe(0);
  await one.getByText("Unlock your keys to read this.").waitFor();
}, patience);

test("signing out in one ends the other: it locks its keys, shows nothing more, and says why", async () => {
  await one.getByRole("link", { name: "Settings" }).first().click();
  await press(one, "Sign out");
  await heading(one, "Sign in");
  await other.getByText("Your session has ended. Sign in again; nothing was lost.").waitFor();
  expect(await other.getByText("read in the other").count()).toBe(0);
  expect(await isSignedIn(other)).toBe(false);
  // The keys that were open there are closed: this browser asks for the passphrase again, in whichever tab.
  for (const page of [one, other]) await page.getByText("Or sign in with the keys on this device").waitFor();
  await one.getByLabel("Passphrase").fill(passphrase);
  await one.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await heading(one, "Hello, bob");
  await go(one, "/approvals");
  await one.getByRole("article").getByText("read in the other").waitFor();
  expect(bob.errors).toEqual([]);
}, patience);
