import { AgentClient, createMemoryStore, Owner } from "@contextexchange/sdk";
import { AgentCertificate, nextId } from "@contextexchange/sdk/cxe1";
import { importSigningKey, randomBytes, systemRandom, toHex } from "@contextexchange/sdk/crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  const shown = await textsOf(page);
  for (const text of payloads) expect(shown).toContain(text);
  await expectOnlyText(page);
}, 120_000);

test("names of agents", async () => {
  const { page } = visitor;
  await go(page, "/agents");
  await page.getByText(names.at(-1)!, { exact: true }).first().waitFor();
  const shown = await textsOf(page);
  for (const name of names) expect(shown.some((text) => text.includes(name.trim()))).toBe(true);
  await expectOnlyText(page);
}, 240_000);

test.each(["/", "/inbox", "/activity", "/settings"])("what %s shows of them", async (path) => {
  const { page } = visitor;
  await go(page, path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await expectOnlyText(page);
});
