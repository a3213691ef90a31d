import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Authenticator } from "./authenticator.js";
import { launch, phone, Visitor } from "./browser.js";
import { passphrase, Silo } from "./silo.js";

// From the link that ./run prints to the first approval, on a phone. Its pictures stand in the README.
const shots = new URL("../../screenshots/", import.meta.url).pathname;
const patience = 300_000;

let silo: Silo;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { name, exact: true }).waitFor();

/** Goes by the bar at the bottom. */
const go = (page: Page, name: string): Promise<void> =>
  page.getByRole("link", { name }).filter({ visible: true }).first().click();

test("a newcomer makes an account, an agent and a rule, and approves the first message that waits", async () => {
  const ada = await Visitor.come(browser, { viewport: phone, hasTouch: true });
  const { page, errors } = ada;
  page.setDefaultTimeout(120_000);
  await Authenticator.of(ada);
  const picture = async (name: string): Promise<void> =>
    void await page.screenshot({ path: `${shots}newcomer-${name}.png` });

  await page.goto(silo.administratorLink);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Mail address").fill("ada@example.org");
  await picture("account");
  await press(page, "Create the account");
  await heading(page, "Make your keys");
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
  await press(page, "Make my keys");
  await heading(page, "Keep a copy of your keys");
  await press(page, "I have kept it");
  await heading(page, "Hello, Ada");

  await press(page, "Add an agent");
  await page.getByLabel("Name of the agent").fill("ada");
  await press(page, "Make the agent");
  await heading(page, "ada is made");
  await picture("agent");
  const command = await page.getByText("./cex enrol").innerText();
  const [, link, profile, agent] = /^\.\/cex enrol '(\S+)' --as (\S+) --agent '(.+)'$/.exec(command) ?? [];
  await press(page, "Done");
  silo.cexWithKeys("enrol", link!, "--as", profile!, "--agent", agent!);
  const invite = /\S+\/join#\S+/.exec(silo.cexWithKeys("invite", "--as", profile!))?.[0];
  silo.cex("accept", invite!, "--as", "bob");

  await go(page, "Agents");
  await page.getByRole("main").getByRole("link", { name: "ada" }).click();
  await page.getByRole("main").getByRole("link", { name: "bob" }).click();
  await page.getByText("This device knows the other side by this number.").waitFor();
  await press(page, "Change my side");
  await page.getByRole("radiogroup", { name: "schedule: ada may tell" }).getByText("Ask me").click();
  await picture("contract");
  await press(page, "Sign and put in force");
  await page.getByText("Your side of the contract is in force.").waitFor();

  await go(page, "Approvals");
  await page.getByText("Nothing waits for you", { exact: true }).waitFor();
  silo.cex("send", "--as", profile!, "bob", "Is Tuesday at ten free?", "--category", "schedule");
  const card = page.getByRole("article");
  await card.getByText("Is Tuesday at ten free?").waitFor();
  await picture("approve");
  await card.getByRole("button", { name: "Approve" }).tap();
  await page.getByText("Nothing waits for you", { exact: true }).waitFor();
  await go(page, "Activity");
  await page.getByText("Decided: approved").first().waitFor();
  expect(silo.cex("listen", "--as", "bob")).toContain("Is Tuesday at ten free?");
  expect(errors).toEqual([]);
  await ada.leave();
}, patience);
