import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { passphrase, Silo } from "./silo.js";

const patience = 240_000;

let silo: Silo;
let browser: Browser;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

function hold(text: string, sender = "bob", recipient = "alice"): void {
  silo.cex("send", "--as", sender, recipient, text, "--category", "projects");
}

async function signInByCode(profile: string): Promise<Visitor> {
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.goto(`${silo.origin}/approvals`);
  await page.getByText("Other ways to sign in").click();
  await page.getByLabel("One-time code").fill(silo.pageCode(profile));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Approvals" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  return visitor;
}

async function takeOver(profile: string): Promise<Visitor> {
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.goto(silo.ownerLink(profile));
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Take over and unlock" }).click();
  await page.getByRole("heading", { name: "Approvals" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  return visitor;
}

const calm = (page: Page): Promise<void> => page.getByText("Nothing waits for you", { exact: true }).waitFor();

describe("Signing in", () => {
  test("signing out ends the session, and pages ask for another one", async () => {
    const { page, leave } = await signInByCode("bob");
    await page.getByRole("link", { name: "Settings" }).first().click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
    await page.goto(`${silo.origin}/agents`);
    await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
    await leave();
  });
});

describe("The link to an event", () => {
  test("opens it in another browser, behind the sign-in, and says so when it is kept no longer", async () => {
    const first = await signInByCode("alice");
    await first.page.getByRole("link", { name: "Activity" }).first().click();
    silo.cex("send", "--as", "alice", "bob", "Is Tuesday free?", "--category", "schedule");
    const list = first.page.getByRole("list", { name: "Events, newest first" });
    await list.getByRole("button", { name: /Delivered/ }).first().click();
    await first.page.waitForURL(/event=/);
    const link = first.page.url();
    await first.leave();

    const { page, errors, leave } = await Visitor.come(browser);
    await page.goto(link);
    await page.getByText("Other ways to sign in").click();
    await page.getByLabel("One-time code").fill(silo.pageCode("alice"));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "alice → bob" }).waitFor();
    await page.getByRole("button", { name: "Copy a link to this event" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "alice → bob" }).waitFor();

    await page.goto(link.replace(/event=[0-9a-f]+-/, "event=1-"));
    await page.getByText("The server no longer keeps the event of this link").waitFor();
    await examine(page, "activity-event-gone", "The server no longer keeps");
    await page.getByRole("main").getByRole("link", { name: "Open the conversation" }).click();
    await page.waitForURL(/\/inbox\//);
    expect(errors).toEqual([]);
    await leave();
  }, patience);
});

describe("Without the keys", () => {
  test("an owner sees who and what about, cannot approve, and can reject", async () => {
    hold("nobody may read this");
    const { page, leave } = await signInByCode("bob");
    const card = page.getByRole("article");
    await card.getByRole("heading", { name: "bob wants to tell alice" }).waitFor();
    expect(await page.getByText("nobody may read this").count()).toBe(0);
    expect(await card.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true);
    await card.getByRole("button", { name: "Reject" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await card.waitFor();
    await card.getByRole("button", { name: "Reject" }).click();
    await calm(page);
    await page.getByRole("link", { name: "Activity" }).first().click();
    await page.getByText(/^Decided/).first().waitFor();
    await leave();
  });

  test("a message that is decided elsewhere meanwhile is not decided twice", async () => {
    hold("two people decide");
    const { page, leave } = await signInByCode("bob");
    const message = await page.getByRole("article").getAttribute("data-message");
    // The page's decision reaches the server when the other one has been made.
    await page.route("**/v1/approvals/**", async (route) => {
      silo.cex("approve", "--as", "bob", message!);
      await route.continue();
    });
    await page.getByRole("article").getByRole("button", { name: "Reject" }).click();
    await page.getByText("Somebody decided this before you").waitFor();
    await calm(page);
    expect(silo.cex("read", "--as", "alice", "bob")).toContain("two people decide");
    await leave();
  });
});

describe("With the keys", () => {
  test("who has invited reads and decides at once: the keys prove who accepted", async () => {
    hold("from the inviter", "alice", "bob");
    const { page, errors, leave } = await takeOver("alice");
    const card = page.getByRole("article");
    await card.getByText("from the inviter").waitFor();
    await card.getByRole("button", { name: "Send back" }).click();
    await page.getByLabel("What should be different?").fill("Name the day, please.");
    await page.getByRole("dialog").getByRole("button", { name: "Send back" }).click();
    await calm(page);
    await page.getByRole("link", { name: "Activity" }).first().click();
    await page.getByText(/^Decided/).first().waitFor();
    expect(silo.cex("listen", "--as", "alice")).toContain("Name the day, please.");
    expect(errors).toEqual([]);
    await leave();
  });

  test("everything is done by keyboard alone", async () => {
    const { page, errors, leave } = await takeOver("bob");
    hold("first");
    await page.getByText("first", { exact: true }).waitFor();
    hold("second");
    await page.getByText("second", { exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.getByText("first", { exact: true }).waitFor({ state: "detached" });
    await page.keyboard.press("z");
    await page.getByText("first", { exact: true }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("inbox");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByText("second", { exact: true }).waitFor();
    await page.getByRole("checkbox", { name: "Select all" }).press("Space");
    await page.getByText("2 selected").waitFor();
    await page.getByRole("button", { name: "Approve" }).first().press("Enter");
    await calm(page);
    await page.keyboard.press("g");
    await page.keyboard.press("v");
    await page.getByText("Decided: approved").nth(1).waitFor();
    const received = silo.cex("read", "--as", "alice", "bob");
    expect(received).toContain("first");
    expect(received).toContain("second");
    expect(errors).toEqual([]);
    await leave();
  });

  test("what a message says is text, and locking takes it away", async () => {
    const { page, errors, leave } = await takeOver("bob");
    const evil = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
    hold(evil);
    await page.getByText(evil).waitFor();
    await page.getByRole("button", { name: "Unlocked" }).first().click();
    await page.getByText(evil).waitFor({ state: "detached" });
    await page.getByText("Unlock your keys to read this.").waitFor();
    expect(await page.title()).toContain("Approvals");
    await page.getByRole("article").getByRole("button", { name: "Reject" }).click();
    await page.getByRole("link", { name: "Activity" }).first().click();
    await page.getByText(/^Decided/).first().waitFor();
    expect(errors).toEqual([]);
    await leave();
  });

  test("a contract that is changed here is in force at once", async () => {
    const { page, errors, leave } = await takeOver("bob");
    await page.getByRole("link", { name: "Agents" }).first().click();
    await page.getByRole("main").getByRole("link", { name: "bob" }).click();
    await page.getByRole("main").getByRole("link", { name: "alice" }).click();
    await page.getByText("This device knows the other side by this number.").waitFor();
    const { safetyNumber } = silo.json("verify", "--as", "bob", "alice");
    expect((await page.locator("#safety").innerText()).replaceAll(/\s/g, "")).toContain(safetyNumber!.replaceAll(" ", ""));
    await page.getByRole("button", { name: "Change my side" }).click();
    await page.getByRole("radiogroup", { name: "schedule: bob may tell" }).getByText("Ask me").click();
    await page.getByText("“schedule” leaves only when you say yes.").waitFor();
    await page.getByRole("button", { name: "Sign and put in force" }).click();
    await page.getByText("Your side of the contract is in force.").waitFor();
    silo.cex("send", "--as", "bob", "alice", "may I?", "--category", "schedule");
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByText("may I?").waitFor();
    expect(errors).toEqual([]);
    await leave();
  });

  test("a decision that is made offline is seen not to have gone through, and made again in one click", async () => {
    hold("decided on a train");
    const { context, page, errors, leave } = await takeOver("bob");
    const card = page.getByRole("article").filter({ hasText: "decided on a train" });
    await card.getByRole("button", { name: "Send back" }).waitFor();
    await context.setOffline(true);
    // Not an approval: the browser's tool cuts the page off, not the worker that signs.
    await card.getByRole("button", { name: "Reject", exact: true }).click();
    await card.getByText("You rejected this, but the server has not confirmed it.").waitFor();
    await examine(page, "approvals-unsent-desk", "has not confirmed it");
    await page.setViewportSize(phone);
    await examine(page, "approvals-unsent-phone", "has not confirmed it");
    await context.setOffline(false);
    await page.getByText("Live", { exact: true }).waitFor();
    await card.getByRole("button", { name: "Reject again" }).click();
    await card.waitFor({ state: "detached" });
    await expect.poll(() => silo.cex("approvals", "--as", "bob"), { timeout: 30_000, interval: 1_000 })
      .not.toContain("decided on a train");
    expect(errors).toEqual([]);
    await leave();
  }, patience);

  test("how long a connection lasts is seen and changed, also by its other side", async () => {
    const { page, errors, leave } = await takeOver("bob");
    await page.getByRole("link", { name: "Agents" }).first().click();
    await page.getByRole("main").getByRole("link", { name: "bob" }).click();
    await page.getByRole("main").getByRole("link", { name: "alice" }).click();
    for (const said of ["Does not end by itself.", "Silence does not end it.", "Its messages are kept for 30 days."])
      await page.getByText(said).waitFor();
    await page.getByRole("button", { name: "Change how long it lasts" }).click();
    await page.getByLabel("Ends at the end of").fill("2099-12-31");
    await page.getByLabel("Ends after a silence of").selectOption("90 days");
    await page.getByLabel("Messages are kept for").selectOption("7 days");
    await examine(page, "policy", "Put in force");
    await page.getByRole("button", { name: "Put in force" }).click();
    await page.getByText("How long the connection lasts is changed.").waitFor();
    await page.getByText(/Ends on .*2099/).waitFor();
    await page.getByText("Its messages are kept for 7 days.").waitFor();
    await page.getByText(/Ends after 90 days of silence/).waitFor();
    const alice = await signInByCode("alice");
    await alice.page.getByRole("link", { name: "Agents" }).first().click();
    await alice.page.getByRole("main").getByRole("link", { name: "alice" }).click();
    await alice.page.getByRole("main").getByRole("link", { name: "bob" }).click();
    await alice.page.getByText("Its messages are kept for 7 days.").waitFor();
    await alice.leave();
    await page.getByRole("button", { name: "Change how long it lasts" }).click();
    await page.getByLabel("Ends at the end of").fill("");
    await page.getByLabel("Ends after a silence of").selectOption("No silence ends it");
    await page.getByRole("button", { name: "Put in force" }).click();
    await page.getByText("Does not end by itself.").waitFor();
    await examine(page, "connection-policy", "How long it lasts");
    expect(errors).toEqual([]);
    await leave();
  }, patience);
});
