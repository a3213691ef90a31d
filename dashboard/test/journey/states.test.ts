import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { go, launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { Silo } from "./silo.js";
import { heading, keysBadge, makeKeys, press, takeOver } from "./steps.js";

// What pages look like when there is nothing, when something is wrong, when the keys are locked and when they ask: in
// every theme at the size of a phone. The pages themselves stand in pages.test.ts, what is offline in offline.test.ts.
// Only on localhost: nothing looks otherwise elsewhere.
const patience = 120_000;

let silo: Silo;
let browser: Browser;
let ids: { readonly agent: string; readonly peer: string };

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function come(): Promise<Visitor> {
  const visitor = await Visitor.come(browser, { viewport: phone });
  visitor.page.setDefaultTimeout(30_000);
  await visitor.page.addInitScript(() => { Reflect.deleteProperty(globalThis, "PublicKeyCredential"); });
  return visitor;
}

async function leaveDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

describe("Where there is nothing yet", () => {
  let ada: Visitor;

  beforeAll(async () => {
    ada = await come();
    const { page } = ada;
    await page.goto(silo.administratorLink);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Mail address").fill("ada@example.org");
    await press(page, "Create the account");
    await press(page, "Go on without");
    await makeKeys(page);
    await heading(page, "Hello, Ada");
  }, patience);

  afterAll(() => ada.leave());

  test.each([
    ["home", "/", "First steps"],
    ["approvals", "/approvals", "Nothing waits for you"],
    ["inbox", "/inbox", "No conversations yet"],
    ["activity", "/activity", "Nothing has happened since you opened this page"],
    ["agents", "/agents", "You have no agents yet"],
    ["usage", "/usage", "Nothing was exchanged in this time"],
    ["no-match", "/activity?filter=nothing%20like%20it", "Nothing has happened since you opened this page"],
    ["agent-missing", `/agents/${"0".repeat(32)}`, "This agent is not one of yours"],
    ["contract-missing", `/connections/${"0".repeat(32)}/${"1".repeat(32)}`, "There is no such connection"],
    ["not-found", "/nowhere", "There is no such page"],
  ])("%s is without fault", async (name, path, ready) => {
    const { page, errors } = ada;
    await go(page, path);
    await examine(page, `empty-${name}`, ready);
    expect(errors).toEqual([]);
  }, patience);

  test("the dialogs of the settings and of the first agent are without fault", async () => {
    const { page, errors } = ada;
    await go(page, "/agents");
    await page.getByRole("button", { name: "Add an agent" }).first().click();
    await examine(page, "agent-add", "Make the agent");
    await leaveDialog(page);
    await go(page, "/settings");
    for (const [button, ready, name] of [
      ["Change the address", "Send a link there", "address"],
      ["Set up", "Code that the app shows now", "totp"],
      ["Remove the keys from this device", "The sealed copy in this browser is deleted.", "forget"],
    ] as const) {
      await press(page, button);
      await examine(page, `settings-${name}`, ready);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect(errors).toEqual([]);
  }, patience);
});

describe("With and without open keys", () => {
  let bob: Visitor;

  beforeAll(async () => {
    bob = await come();
    const { page } = bob;
    await takeOver(page, silo, "bob");
    ids = await page.evaluate(async () => {
      const agent = (await (await fetch("/v1/agents")).json()).items[0].agent as string;
      const peer = (await (await fetch(`/v1/agents/${agent}/connections`)).json()).items[0].peer as string;
      return { agent, peer };
    });
  }, patience);

  afterAll(() => bob.leave());

  test("a conversation in which nothing was said is without fault", async () => {
    await go(bob.page, `/inbox/${ids.agent}/${ids.peer}`);
    await examine(bob.page, "empty-thread", "Nothing has been said yet");
    await go(bob.page, `/agents/${ids.agent}/invites`);
    await examine(bob.page, "empty-invites", "No invites yet");
  }, patience);

  test("what is decided: several chosen, a note, the seconds to take it back", async () => {
    const { page, errors } = bob;
    for (const text of ["the first draft", "the second draft"])
      silo.cex("send", "--as", "bob", "alice", text, "--category", "projects");
    await go(page, "/approvals");
    await page.getByText("the second draft").waitFor();
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await examine(page, "approvals-chosen", "2 selected");
    const card = page.getByRole("article").first();
    await card.getByRole("button", { name: "Send back" }).click();
    await examine(page, "approvals-send-back", "What should be different?");
    await leaveDialog(page);
    await card.getByRole("button", { name: "Reject" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.screenshot();
    await page.getByRole("button", { name: "Undo" }).click();
    await examine(page, "approvals-taken-back", "Taken back. Nothing was decided.");
    expect(errors).toEqual([]);
  }, patience);

  test("an event in full is without fault", async () => {
    const { page } = bob;
    silo.cex("send", "--as", "alice", "bob", "Is Tuesday at ten free?", "--category", "schedule");
    await go(page, "/activity");
    await page.getByRole("list", { name: "Events, newest first" }).getByRole("button").first().click();
    await examine(page, "activity-event", "Copy a link to this event");
    await page.getByRole("searchbox").fill("nothing like it");
    await examine(page, "activity-no-match", "Nothing here matches the filter");
  }, patience);

  test("what asks before it stops or takes away is without fault", async () => {
    const { page } = bob;
    await go(page, "/agents");
    await press(page, "Freeze everything");
    await examine(page, "freeze-all", "All of your agents stop within a second.");
    await leaveDialog(page);
    await go(page, `/agents/${ids.agent}/keys`);
    const devices = page.getByRole("listitem").filter({ hasText: "Active" });
    await devices.getByRole("button", { name: "Revoke" }).first().click();
    await examine(page, "device-revoke", "It can never speak for this agent again");
    await leaveDialog(page);
    await page.getByRole("button", { name: /^Revoke the key/ }).first().click();
    await examine(page, "key-revoke", "It stops working at once");
    await leaveDialog(page);
  }, patience);

  test("what is locked says how it opens, and is without fault", async () => {
    const { page, errors } = bob;
    await keysBadge(page, "Unlocked").click();
    for (const [name, path, ready] of [
      ["approvals", "/approvals", "Unlock your keys to read this."],
      ["thread", `/inbox/${ids.agent}/${ids.peer}`, "Unlock your keys to read this."],
      ["contract", `/connections/${ids.agent}/${ids.peer}`, "Safety number"],
      ["run", `/agents/${ids.agent}/run`, "Run bob"],
      ["settings", "/settings", "Locked"],
    ] as const) {
      await go(page, path);
      await examine(page, `locked-${name}`, ready);
    }
    await go(page, `/agents/${ids.agent}/invites`);
    await press(page, "Invite an agent");
    await examine(page, "locked-invite", "An invite needs your keys");
    await leaveDialog(page);
    await keysBadge(page, "Locked").click();
    await page.getByRole("dialog").getByLabel("Passphrase").fill("wrong");
    await press(page, "Unlock");
    await examine(page, "locked-wrong", "This passphrase does not open the keys on this device.");
    await leaveDialog(page);
    expect(errors).toEqual([]);
  }, patience);

  test("a session that has ended says so, and is without fault", async () => {
    const { page } = bob;
    await page.evaluate(() => fetch("/v1/sessions/current", { method: "DELETE" }));
    await examine(page, "session-ended", "Your session has ended. Sign in again; nothing was lost.");
  }, patience);
});

describe("Where the server fails", () => {
  const failure = {
    status: 500, contentType: "application/problem+json",
    body: JSON.stringify({
      title: "Something went wrong in the server.", code: "internal", status: 500, retryable: false, requestId: "R:7",
    }),
  };
  let bob: Visitor;

  beforeAll(async () => {
    bob = await come();
    await bob.page.goto(`${silo.origin}/#${silo.pageCode("bob")}`);
    await page().getByText("First steps").waitFor();
  }, patience);

  afterAll(() => bob.leave());

  const page = (): Page => bob.page;

  test.each([
    ["approvals", () => "/approvals"],
    ["inbox", () => "/inbox"],
    ["thread", () => `/inbox/${ids.agent}/${ids.peer}`],
    ["agents", () => "/agents"],
    ["agent", () => `/agents/${ids.agent}`],
    ["contract", () => `/connections/${ids.agent}/${ids.peer}`],
    ["usage", () => "/usage"],
  ])("%s says what to do and names the request, without fault", async (name, path) => {
    await page().route(/\/v1\/(agents|approvals|connections)/, (route) => route.fulfill(failure));
    await page().goto(silo.origin + path());
    await page().getByText("Something went wrong in the server.").first().waitFor();
    await page().getByRole("button", { name: "Try again" }).first().waitFor();
    await examine(page(), `failed-${name}`, "Request R:7");
    await page().unrouteAll();
    await page().getByRole("button", { name: "Try again" }).first().click();
    await page().getByText("Something went wrong in the server.").first().waitFor({ state: "detached" });
  }, patience);

  test("a page that cannot begin says what to do, without fault", async () => {
    await page().route("**/v1/account", (route) => route.fulfill(failure));
    await page().goto(`${silo.origin}/approvals`);
    await examine(page(), "failed-wholly", "Request R:7");
    await page().unrouteAll();
    await page().getByRole("button", { name: "Try again" }).click();
    await heading(page(), "Approvals");
  }, patience);
});
