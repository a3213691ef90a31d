import { AgentClient, createMemoryStore, Owner } from "@contextexchange/sdk";
import { AgentCertificate, nextId } from "@contextexchange/sdk/cxe1";
import { importSigningKey, randomBytes, systemRandom, toHex } from "@contextexchange/sdk/crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { go, launch, Visitor } from "./browser.js";
import { payloads } from "./payloads.js";
import { passphrase, Silo } from "./silo.js";

// What a hostile peer writes, and what agents are called, is text on every page that shows it.
const held = 60;
const maxName = 80;
const names = payloads.map((text) => text.slice(0, maxName));

interface Person {
  readonly owner: Owner;
  readonly client: AgentClient;
}

let silo: Silo;
let browser: Browser;
let alice: Person;
let mallory: Person;
let visitor: Visitor;

async function come(name: string): Promise<Person> {
  const store = createMemoryStore();
  const owner = await Owner.create(store, silo.origin);
  await owner.register({ name });
  return { owner, client: await AgentClient.open(await owner.createAgent(store, name)) };
}

beforeAll(async () => {
  [silo, browser] = await Promise.all([
    Silo.start("--Grains:MaxTurnsPerMinute", "100000", "--Limits:SessionPerMinute", "100000"),
    launch(),
  ]);
  [alice, mallory] = [await come("alice"), await come(payloads[0]!.slice(0, maxName))];
  const link = await mallory.owner.invite(mallory.client.profile);
  await alice.owner.acceptInvite(alice.client.profile, link);
  await Promise.all([alice.client.connect(), mallory.client.connect()]);
  for (const text of payloads)
    await mallory.client.send(alice.client.profile.agent, "schedule", { text, subject: text.slice(0, 80), note: text });
  for (const text of payloads.slice(0, held))
    await alice.client.send(mallory.client.profile.agent, "projects", { text, subject: text.slice(0, 80), note: text });
  const api = await alice.owner.api();
  for (const name of names) {
    const agent = nextId(systemRandom);
    const key = await importSigningKey(randomBytes(32));
    const certificate = await AgentCertificate.issue(alice.owner.oik, agent, toHex(key.publicKey), Date.now());
    await api.agents.register(agent, name, certificate.bytes);
  }
  visitor = await Visitor.come(browser);
  const { page } = visitor;
  page.on("dialog", (dialog) => {
    visitor.errors.push(`A dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(await alice.owner.exportLink(passphrase));
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Take over and unlock" }).click();
  await page.getByRole("heading", { name: "Approvals" }).waitFor();
}, 240_000);

afterAll(async () => {
  await Promise.all([alice?.client.close(), mallory?.client.close()]);
  await browser?.close();
  await silo?.stop();
});

/** Nothing ran, and nothing of the texts became an element. */
async function expectOnlyText(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    pwned: "pwned" in window,
    // What these texts would make, and no page of ours has in its middle.
    elements: [...document.querySelectorAll(
      ":is(main, aside, header) :is(script, img, iframe, object, embed, base, meta, link, style, video, audio, math, "
      + "template, noscript, a[href^='javascript' i], [onerror], [onload])")].map(({ outerHTML }) => outerHTML),
    place: location.origin,
  }));
  expect(found).toEqual({ pwned: false, elements: [], place: silo.origin });
  expect(visitor.errors).toEqual([]);
}

/** Everything that stands in the page's middle, element by element. */
const textsOf = (page: Page): Promise<string[]> => page.evaluate(
  () => [...document.querySelectorAll("main :is(p, span, strong, h2, h3, a)")].map(({ textContent }) => textContent));

test("there are three hundred of them, no two alike", () => {
  expect(new Set(payloads).size).toBe(300);
});

test("held messages", async () => {
  const { page } = visitor;
  await page.getByText(payloads[held - 1]!, { exact: true }).first().waitFor();
  const shown = await textsOf(page);
  for (const text of payloads.slice(0, held)) expect(shown).toContain(text);
  await expectOnlyText(page);
}, 120_000);

test("a conversation", async () => {
  const { page } = visitor;
  await go(page, `/inbox/${alice.client.profile.agent}/${mallory.client.profile.agent}`);
  await page.getByText(payloads.at(-1)!, { exact: true }).first().waitFor();
  // Only what is on the screen is drawn: up from the end, looking at every part of it.
  const shown = new Set<string>();
  await vi.waitFor(async () => {
    for (const text of await textsOf(page)) shown.add(text);
    await page.evaluate(() => scrollBy(0, -innerHeight / 2));
    expect(payloads.filter((text) => !shown.has(text))).toEqual([]);
  }, { timeout: 90_000, interval: 50 });
  await expectOnlyText(page);
}, 120_000);

describe("A long conversation", () => {
  const article = 'li[aria-posinset]';

  /** Where the first message that is wholly on the screen stands, and which one it is. */
  const firstShown = (page: Page) => page.evaluate((rows) => {
    const row = [...document.querySelectorAll(rows)].find((one) => one.getBoundingClientRect().top >= 0)!;
    return { id: row.querySelector("article")!.id, top: Math.round(row.getBoundingClientRect().top) };
  }, article);

  /** The same once texts have opened and nothing moves any more. */
  const settled = async (page: Page) => {
    let last = await firstShown(page);
    await vi.waitFor(async () => {
      const before = last;
      last = await firstShown(page);
      expect(last).toEqual(before);
    }, { timeout: 10_000, interval: 300 });
    return last;
  };

  const open = async (page: Page): Promise<string[]> => {
    const asked: string[] = [];
    await go(page, "/inbox");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.endsWith("/messages")) asked.push(search);
    });
    await go(page, `/inbox/${alice.client.profile.agent}/${mallory.client.profile.agent}`);
    await page.getByText(payloads.at(-1)!, { exact: true }).first().waitFor();
    return asked;
  };

  test("shows its end first, draws what is on the screen, and reads no more than that", async () => {
    const { page } = visitor;
    const asked = await open(page);
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY)).toBeLessThan(120);
    expect(await page.locator(article).count()).toBeLessThan(40);
    // The newest sixty entries are those that were held: the page before them is the first with a message.
    expect(asked.filter((search) => search.includes("before"))).toEqual(
      ["?limit=60&before=end", expect.stringMatching(/^\?limit=60&before=./)]);
  });

  test("stays where it is when older messages come in, and when a new one does", async () => {
    const { page } = visitor;
    const asked = await open(page);
    await page.evaluate(() => scrollTo(0, 1_000));
    await vi.waitFor(() => expect(asked.filter((search) => search.includes("before")).length).toBeGreaterThan(1));
    // The sixty that came in are above.
    await page.waitForFunction(() => scrollY > 4_000);
    const before = await settled(page);
    await mallory.client.send(alice.client.profile.agent, "schedule", "One more thing.");
    const follow = page.getByRole("button", { name: "1 new" });
    await follow.waitFor();
    expect(await firstShown(page)).toEqual(before);
    await follow.click();
    await page.getByText("One more thing.", { exact: true }).waitFor();
    await follow.waitFor({ state: "detached" });
  });

  test("follows a new message when one is at its end, and reads nothing else for it", async () => {
    const { page } = visitor;
    const asked = await open(page);
    asked.length = 0;
    await mallory.client.send(alice.client.profile.agent, "schedule", "And another.");
    await page.getByText("And another.", { exact: true }).waitFor();
    await vi.waitFor(async () => expect(
      await page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY)).toBeLessThan(120));
    expect(asked.filter((search) => !search.includes("after"))).toEqual([]);
  });

  test("opens at the message of a link, however far back it is", async () => {
    const { page } = visitor;
    await open(page);
    await page.waitForFunction((rows) => {
      scrollTo(0, 0);
      return document.querySelector(`${rows}[aria-posinset="1"]:not([aria-setsize="-1"])`) !== null;
    }, article, { polling: 100 });
    const { id } = await firstShown(page);
    await go(page, "/inbox");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await go(page, `/inbox/${alice.client.profile.agent}/${mallory.client.profile.agent}#${id}`);
    await page.waitForFunction((name) => {
      const { top = -1, bottom = -1 } = document.getElementById(name)?.getBoundingClientRect() ?? {};
      return top >= 0 && bottom <= innerHeight && scrollY < 2_000;
    }, id);
  });
});

test("names of agents", async () => {
  const { page } = visitor;
  await go(page, "/agents");
  await page.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
  await vi.waitFor(async () => {
    const shown = await textsOf(page);
    expect(names.filter((name) => !shown.some((text) => text.includes(name.trim())))).toEqual([]);
  }, { timeout: 30_000 });
  await expectOnlyText(page);
}, 240_000);

test.each(["/", "/inbox", "/activity", "/settings"])("what %s shows of them", async (path) => {
  const { page } = visitor;
  await go(page, path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await expectOnlyText(page);
});
