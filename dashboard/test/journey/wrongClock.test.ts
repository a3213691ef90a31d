import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { go, launch, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { Silo } from "./silo.js";
import { askForLink, calm, heading, isSignedIn, press, takeOver } from "./steps.js";

// Devices whose clock is wrong, by minutes and by a day: people are told, come in, read what can be read, and decide.
// Only on localhost: a clock is as wrong at any host.
const patience = 120_000;
/** For what is looked at again and again. */
const within = { timeout: 30_000 };
const [minute, day] = [60_000, 86_400_000];

let silo: Silo;
let browser: Browser;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

/** Sets the clock of a page, or of a worker, wrong by so many milliseconds. */
function setWrong(by: number): void {
  const Right = Date;
  const now = (): number => Right.now() + by;
  globalThis.Date = class extends Right {
    constructor(...given: readonly unknown[]) {
      super(...(given.length === 0 ? [now()] : given) as [number]);
    }

    static override now = now;
  } as unknown as DateConstructor;
}

/** A browser on a device whose clock is wrong: for its pages, and for the worker that holds the keys. */
async function come(by: number): Promise<Visitor> {
  const visitor = await Visitor.come(browser);
  visitor.page.setDefaultTimeout(30_000);
  await visitor.context.addInitScript(setWrong, by);
  await visitor.context.route("**/assets/worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${setWrong.toString()})(${by});${await response.text()}` });
  });
  return visitor;
}

const hold = (text: string): string => silo.cex("send", "--as", "bob", "alice", text, "--category", "projects");

/** Signs in and goes to every page; each says what is wrong. */
async function lookAround(page: Page, said: string): Promise<void> {
  await takeOver(page, silo, "bob");
  for (const [path, title] of [
    ["/", "Hello, bob"], ["/inbox", "Inbox"], ["/activity", "Activity"], ["/agents", "Agents"], ["/usage", "Usage"],
    ["/settings", "Settings"], ["/approvals", "Approvals"],
  ] as const) {
    await go(page, path);
    await heading(page, title);
    await page.getByText(said).waitFor();
  }
}

describe.each([
  ["10 minutes ahead", 10.5 * minute, "This device's clock is 10 min ahead of the server's"],
  ["a day ahead", 1.1 * day, "This device's clock is 1 day ahead of the server's"],
])("A clock that is %s", (name, by, said) => {
  test("is told on every page; what waits is read and approved, and counts the server's time", async () => {
    const visitor = await come(by);
    const { page, errors } = visitor;
    await lookAround(page, said);
    hold(`by a clock ${name}`);
    const card = page.getByRole("article");
    await card.getByText(`by a clock ${name}`).waitFor();
    await card.getByText(/^(23 h \d+ min|24 h|1 day) left$/).waitFor();
    await examine(page, `clock-${name.replaceAll(" ", "-")}`, said);
    await card.getByRole("button", { name: "Approve" }).click();
    await calm(page);
    await expect.poll(() => silo.cex("read", "--as", "alice", "bob"), within).toContain(`by a clock ${name}`);
    expect(errors).toEqual([]);
    await visitor.leave();
  }, patience);
});

describe.each([
  ["10 minutes behind", -10.5 * minute, "This device's clock is 10 min behind the server's"],
  ["a day behind", -1.1 * day, "This device's clock is 1 day behind the server's"],
])("A clock that is %s", (name, by, said) => {
  test("is told on every page; what is dated later than it shows says so, and can be rejected", async () => {
    const visitor = await come(by);
    const { page, errors } = visitor;
    await lookAround(page, said);
    hold(`by a clock ${name}`);
    const card = page.getByRole("article");
    await card.getByText("It is dated later than this device's clock shows. Set the clock right").waitFor();
    expect(await card.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true);
    await card.getByRole("button", { name: "Reject" }).click();
    await calm(page);
    await expect.poll(() => silo.cex("approvals", "--as", "bob"), within).not.toContain(`by a clock ${name}`);
    expect(errors).toEqual([]);
    await visitor.leave();
  }, patience);

  test("keeps nobody out who signs in by a link", async () => {
    const visitor = await come(by);
    const { page, errors } = visitor;
    const email = `${name.replaceAll(" ", "-")}@example.org`;
    await askForLink(page, silo, email);
    await page.goto(await silo.mailedLink(email));
    await press(page, "Yes, create it");
    await heading(page, "Add a passkey");
    expect(await isSignedIn(page)).toBe(true);
    expect(errors).toEqual([]);
    await visitor.leave();
  }, patience);
});
