import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { desktop, launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { passphrase, Silo } from "./silo.js";

// What operators and auditors see: the audit log, whose chain the browser checks, and the silos.
const patience = 240_000;
const sizes = { desk: desktop, phone } as const;
let silo: Silo;
let browser: Browser;
let ada: Visitor;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cex-audit-"));
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  ada = await come();
  const { page } = ada;
  await page.goto(silo.administratorLink);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Mail address").fill("ada@example.org");
  await press(page, "Create the account");
  await makeKeys(page);
  await page.getByRole("heading", { name: "Hello, Ada" }).waitFor();
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

/** Somebody whose browser has no passkeys: their account is made by mail alone. */
async function come(): Promise<Visitor> {
  const visitor = await Visitor.come(browser);
  visitor.page.setDefaultTimeout(60_000);
  await visitor.page.addInitScript(() => { Reflect.deleteProperty(globalThis, "PublicKeyCredential"); });
  return visitor;
}

async function makeKeys(page: Page): Promise<void> {
  await press(page, "Go on without");
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
  await press(page, "Make my keys");
  await press(page, "I have kept it");
}

/** Goes to an operator's page; on a phone, whose bar has no room for it, by the settings. */
async function open(page: Page, label: string): Promise<void> {
  const isPhone = page.viewportSize()!.width === phone.width;
  if (isPhone) await page.getByRole("link", { name: "Settings", exact: true }).click();
  const from = isPhone ? page.getByRole("main") : page.getByRole("navigation", { name: "Main" });
  await from.getByRole("link", { name: label }).click();
  await page.getByRole("heading", { name: label, exact: true }).waitFor();
}

const records = (page: Page) => page.getByRole("list", { name: "Records, newest first" }).getByRole("listitem");

describe("The accounts", () => {
  test("are listed without fault, and signed out everywhere after a question", async () => {
    const kim = await come();
    await kim.page.goto(`${silo.origin}/sign-in`);
    await kim.page.getByLabel("Mail address").fill("kim@example.org");
    await press(kim.page, "Send me a link");
    await kim.page.goto(await silo.mailedLink("kim@example.org"));
    await press(kim.page, "Yes, create it");
    await kim.page.getByRole("button", { name: "Go on without" }).waitFor();

    const { page, errors } = ada;
    await open(page, "Accounts");
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await examine(page, `accounts-${size}`, "kim@example.org");
    }
    await page.setViewportSize(desktop);
    await page.getByRole("searchbox").fill("KIM@");
    await press(page, "Sign kim out everywhere");
    await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("kim is signed out everywhere.").waitFor();
    await kim.page.reload();
    await kim.page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
    expect(errors).toEqual([]);
    await kim.leave();
  }, patience);
});

describe("The audit log", () => {
  test("is read to its end, checked, and filtered", async () => {
    const { page, errors } = ada;
    await open(page, "Audit log");
    await page.getByText("Sound", { exact: true }).waitFor();
    expect(await page.getByText(/All \d+ records follow from each other/).count()).toBe(1);
    await page.getByRole("searchbox").fill("invite");
    await page.getByLabel("Action", { exact: true }).selectOption("invite.accept");
    await expect.poll(() => records(page).count()).toBe(1);
    await records(page).getByRole("button").press("Enter");
    await page.getByText(/^Record \d+$/).waitFor();
    await page.getByLabel("Outcome", { exact: true }).selectOption("Refused");
    await page.getByText("No record matches the filter").waitFor();
    await press(page, "Clear the filter");
    expect(await records(page).count()).toBeGreaterThan(3);
    expect(errors).toEqual([]);
  }, patience);

  test("is downloaded as the file that cex audit verify finds sound", async () => {
    const { page } = ada;
    const downloading = page.waitForEvent("download");
    await press(page, "Download");
    const download = await downloading;
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    expect(silo.json("audit", "verify", file)).toMatchObject({ records: readFileSync(file, "utf8").trim().split("\n").length });
    expect(silo.cex("audit", "verify", file)).toContain("sound");
  }, patience);

  test("is found broken where the server shows another record than it wrote, and the place is named", async () => {
    const { page } = ada;
    await page.route("**/v1/audit?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json() as { items: { position: number; actor: string }[] };
      for (const item of body.items) if (item.position === 5) item.actor = "somebody else";
      await route.fulfill({ response, json: body });
    });
    await open(page, "Servers");
    await open(page, "Audit log");
    await page.getByText("The chain does not hold").waitFor();
    await page.getByText("Record 5 does not follow from the one before").waitFor();
    await press(page, "Show record 5");
    await page.getByRole("heading", { name: "Record 5" }).waitFor();
    await examine(page, "audit-broken-desk", "The 4 records before it hold.");
    await page.unroute("**/v1/audit?*");
    await open(page, "Servers");
  }, patience);

  test("is found cut by a browser that has seen more of it", async () => {
    const { page } = ada;
    await page.route("**/v1/audit?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json() as { items: unknown[] };
      await route.fulfill({ response, json: { items: body.items.slice(0, 3) } });
    });
    await open(page, "Audit log");
    await page.getByText("this is not the log that this browser has seen before").waitFor();
    await page.unroute("**/v1/audit?*");
    await press(page, "The server was restored: forget what this browser remembers");
    await page.getByText("Sound", { exact: true }).waitFor();
  }, patience);

  test("says what is wrong when it cannot be read, and goes on", async () => {
    const { page } = ada;
    await page.route("**/v1/audit?*", (route) => route.abort());
    await open(page, "Servers");
    await open(page, "Audit log");
    await page.getByText("The log could not be read to its end").waitFor();
    await page.unroute("**/v1/audit?*");
    await press(page, "Read on");
    await page.getByText("Sound", { exact: true }).waitFor();
  }, patience);

  test.each(Object.entries(sizes))("is without fault on a %s", async (size, viewport) => {
    const { page, errors } = ada;
    await page.setViewportSize(viewport);
    await records(page).first().getByRole("button").click();
    await examine(page, `audit-${size}`, "A keyed hash of the caller's address");
    await records(page).first().getByRole("button").click();
    await page.setViewportSize(desktop);
    expect(errors).toEqual([]);
  }, patience);
});

describe("The servers", () => {
  test.each(Object.entries(sizes))("of one silo are shown without fault on a %s", async (size, viewport) => {
    const { page, errors } = ada;
    await page.setViewportSize(desktop);
    await open(page, "Servers");
    await page.setViewportSize(viewport);
    await page.getByText("Ready", { exact: true }).waitFor();
    await examine(page, `servers-${size}`, "This server is one silo");
    expect(await page.getByRole("button", { name: /^Drain/ }).count()).toBe(0);
    await page.setViewportSize(desktop);
    expect(errors).toEqual([]);
  }, patience);

  test("of several silos are drained after a question and taken back, and a refusal is explained", async () => {
    const { page } = ada;
    const joinedAt = Date.now() - 3_600_000;
    const states = new Map<string, string>([["silo-1", "active"], ["silo-2", "active"], ["silo-3", "gone"]]);
    await page.route("**/v1/cluster/silos**", async (route) => {
      const [, silo, what] = /silos\/([^/]+)\/(drain|undrain)$/.exec(route.request().url()) ?? [];
      if (silo === undefined) {
        return route.fulfill({ json: { items: [...states].map(([id, state]) => ({
          id, address: "10.0.0.1:9000", state, partitions: 128, clients: 3, version: "0.1.0", joinedAt,
          ...(state === "gone" ? { goneAt: joinedAt } : { leaseAge: 420 }),
        })) } });
      }
      const isLast = what === "drain" && [...states].every(([id, state]) => id === silo || state !== "active");
      if (isLast) {
        return route.fulfill({
          status: 409, contentType: "application/problem+json",
          json: { type: "about:blank", title: "conflict", status: 409, code: "conflict", retryable: false, requestId: "r" },
        });
      }
      states.set(silo, what === "drain" ? "draining" : "active");
      return route.fulfill({ status: 204 });
    });
    await open(page, "Audit log");
    await open(page, "Servers");
    await examine(page, "servers-many-desk", "420 ms ago");
    await press(page, "Drain silo-1");
    await page.getByRole("dialog").getByRole("button", { name: "Drain" }).click();
    await page.getByText("silo-1 is told to drain.").waitFor();
    await press(page, "Drain silo-2");
    await page.getByRole("dialog").getByRole("button", { name: "Drain" }).click();
    await page.getByText("It is the last silo that takes anything.").waitFor();
    await press(page, "Let silo-1 take its share again");
    await page.getByText("silo-1 takes its share again.").waitFor();
    await page.unroute("**/v1/cluster/silos**");
  }, patience);
});

describe("An auditor", () => {
  test("sees the audit log, which the browser checks, and the own account; nothing else", async () => {
    const eve = await come();
    const { page, errors } = eve;
    await page.goto(`${silo.origin}/sign-in`);
    await page.getByLabel("Mail address").fill("eve@example.org");
    await press(page, "Send me a link");
    await page.goto(await silo.mailedLink("eve@example.org"));
    await press(page, "Yes, create it");
    await page.getByRole("button", { name: "Go on without" }).waitFor();
    await open(ada.page, "Accounts");
    expect(await ada.page.getByRole("button", { name: "Change the role of Ada" }).count()).toBe(0);
    await press(ada.page, "Change the role of eve");
    await ada.page.getByRole("radio", { name: /^Auditor/ }).click();
    await examine(ada.page, "accounts-role-desk", "Reads the audit log");
    await press(ada.page, "Give this role");
    await ada.page.getByText("eve is now an auditor.").waitFor();
    await page.goto(`${silo.origin}/agents`);
    await page.getByText("Sound", { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/audit");
    await examine(page, "audit-auditor-desk", "Sound");
    await page.setViewportSize(phone);
    await examine(page, "audit-auditor-phone", "Sound");
    await page.setViewportSize(desktop);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Go to a page", { exact: true }).waitFor();
    expect(await page.getByRole("dialog").getByText("In Approvals").count()).toBe(0);
    await examine(page, "sheet-auditor-desk", "This sheet");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    const choices = page.getByRole("listbox", { name: "Matches" }).getByRole("option");
    await choices.first().waitFor();
    expect(await choices.allInnerTexts()).toEqual(["Go to Audit log", "Go to Settings"]);
    await page.getByRole("dialog").getByRole("combobox").fill("sett");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/settings$/);
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.getByText("Sound", { exact: true }).waitFor();
    // Nothing was asked for that is none of an auditor's business: the log would show the refusal.
    await press(page, "Look for newer records");
    await page.getByText("Sound", { exact: true }).waitFor();
    await page.getByLabel("Outcome", { exact: true }).selectOption("Refused");
    expect(await records(page).filter({ hasText: "forbidden" }).count()).toBe(0);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByText("eve@example.org").first().waitFor();
    await examine(page, "settings-auditor-desk", "Appearance");
    await press(page, "Sign out");
    await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
    expect(errors).toEqual([]);
    await eve.leave();
  }, patience);
});
