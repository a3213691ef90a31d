import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExchangeApi } from "@contextexchange/sdk";
import { generateSigningKey, importSigningKey, randomBytes, toHex } from "@contextexchange/sdk/crypto";
import { DeviceCertificate, openOwnerVault, rawPublicKey, readOwnerLink } from "@contextexchange/sdk/cxe1";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { passphrase, Silo } from "./silo.js";

// Invites, API keys, devices, the switches that stop agents, and the usage page, against a real server and with `cex` on the other side.
const patience = 240_000;
let silo: Silo;
let browser: Browser;
let alice: Visitor;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start("--Limits:RegistrationsPerHour", "100"), launch()]);
  silo.connect("alice", "bob");
  alice = await Visitor.come(browser);
  alice.page.setDefaultTimeout(60_000);
  await alice.page.goto(silo.ownerLink("alice"));
  await alice.page.getByLabel("Passphrase").fill(passphrase);
  await press(alice.page, "Take over and unlock");
  await alice.page.getByText("Live", { exact: true }).waitFor();
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

async function toAgent(page: Page, tab: string): Promise<void> {
  await page.getByRole("link", { name: "Agents" }).first().click();
  await page.getByRole("main").getByRole("link", { name: "alice" }).click();
  await page.getByRole("navigation", { name: "Pages of alice" }).getByRole("link", { name: tab }).click();
}

const shownOnce = (page: Page, pattern: RegExp): Promise<string> =>
  page.getByRole("dialog").locator("code").filter({ hasText: pattern }).first().innerText();

async function makeInvite(page: Page, change: () => Promise<void>): Promise<string> {
  await press(page, "Invite an agent");
  await change();
  await press(page, "Sign and make the invite");
  await page.getByRole("heading", { name: "Your invite" }).waitFor();
  const link = await shownOnce(page, /^http\S+\/join#cex_inv_/);
  await examine(page, "invite-made-desk", "whoever has it can accept");
  const tooWide = await page.getByRole("dialog").evaluate((dialog) =>
    [dialog, ...dialog.children].some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth));
  expect(tooWide).toBe(false);
  await press(page, "I have sent it");
  return link;
}

describe("Invites", () => {
  test("one that is made in the browser connects another agent, and both sides know each other by it", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Invites");
    const link = await makeInvite(page, async () => {
      await page.getByRole("radio", { name: "Minimal" }).click();
      await page.getByLabel("Works for").selectOption("1 day");
    });
    expect(await page.getByText(link).count()).toBe(0);
    const row = page.getByRole("listitem").filter({ hasText: link.slice(link.indexOf("cex_inv_") + 8).slice(0, 12) });
    await row.getByText("Open", { exact: true }).waitFor();
    const preview = silo.cex("accept", link, "--as", "carol", "--preview");
    expect(preview).toMatch(/schedule +auto/);
    expect(preview).toMatch(/projects +never/);
    silo.cex("accept", link, "--as", "carol");
    await row.getByText("Accepted", { exact: true }).waitFor();
    await row.getByRole("link", { name: "accepted by carol" }).click();
    await page.getByText("This device knows the other side by this number.").waitFor();
    // Alice's device never saw the link; it finds out by itself who accepted.
    silo.cex("send", "--as", "alice", "carol", "Hello, Carol.", "--category", "schedule");
    silo.cex("send", "--as", "carol", "alice", "Hello, Alice.", "--category", "schedule");
    expect(silo.cex("read", "--as", "alice", "carol")).toContain("Hello, Alice.");
    expect(errors).toEqual([]);
  }, patience);

  test("one that is revoked connects nobody", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Invites");
    const link = await makeInvite(page, async () => undefined);
    const row = page.getByRole("listitem").filter({ hasText: link.slice(link.indexOf("cex_inv_") + 8).slice(0, 12) });
    await row.getByRole("button", { name: /^Revoke/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await row.getByText("Revoked", { exact: true }).waitFor();
    expect(() => silo.cex("accept", link, "--as", "dave")).toThrow();
    expect(errors).toEqual([]);
  }, patience);

  test("one that is bound to an address is not for anybody else", async () => {
    const { page } = alice;
    await toAgent(page, "Invites");
    const link = await makeInvite(page, () =>
      page.getByLabel("Only for an owner with this mail address").fill("erin@example.org"));
    expect(() => silo.cex("accept", link, "--as", "dave")).toThrow(/ended with/);
    // Who only says that it is theirs is told what to do.
    silo.cex("register", "erin", "--as", "erin", "--email", "erin@example.org");
    expect(() => silo.cex("accept", link, "--as", "erin")).toThrow(/prove that address in the dashboard/);
  }, patience);
});

describe("API keys", () => {
  test("are made, replaced and revoked; each is shown once", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Keys and devices");
    const list = page.getByRole("list", { name: "API keys, oldest first" });
    await list.getByRole("listitem").first().waitFor();
    const before = await list.getByRole("listitem").count();
    await press(page, "New key");
    const made = await shownOnce(page, /^cex_live_/);
    await press(page, "I have kept it");
    expect(await page.getByText(made).count()).toBe(0);
    const id = made.slice("cex_live_".length).slice(0, 12);
    const row = list.getByRole("listitem").filter({ hasText: id });
    await row.getByText("not used yet").waitFor();
    expect(await signIn(made)).toBe(201);
    await row.getByRole("button", { name: "Replace" }).click();
    await page.getByLabel("The old key goes on for").selectOption("1 hour");
    await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
    const next = await shownOnce(page, /^cex_live_/);
    await press(page, "I have kept it");
    await row.getByText("replaced, ends in").waitFor();
    expect([await signIn(made), await signIn(next)]).toEqual([201, 201]);
    await row.getByRole("button", { name: /^Revoke/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await row.waitFor({ state: "detached" });
    expect([await signIn(made), await signIn(next)]).toEqual([401, 201]);
    expect(await list.getByRole("listitem").count()).toBe(before + 1);
    expect(errors).toEqual([]);
  }, patience);

  async function signIn(key: string): Promise<number> {
    const answer = await fetch(`${silo.origin}/v1/sessions/agent`, { method: "POST", headers: { Authorization: `Bearer ${key}` } });
    return answer.status;
  }
});

describe("Devices", () => {
  test("one that asks with an API key waits, is let in, and is shut out for good", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Keys and devices");
    await press(page, "New key");
    const apiKey = await shownOnce(page, /^cex_live_/);
    await press(page, "I have kept it");
    expect(await ask(apiKey)).toBe("waiting");
    await page.getByRole("link", { name: "Connections", exact: true }).click();
    await page.getByText("A new device asks to speak for this agent.").waitFor();
    await page.getByRole("link", { name: "Look at it" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "a stranger's laptop" });
    await row.getByText("Waits for you").waitFor();
    await examine(page, "agent-keys-waiting-desk", "a stranger's laptop");
    await row.getByRole("button", { name: "Approve" }).click();
    await row.getByText("Active", { exact: true }).waitFor();
    await row.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await row.getByText("Revoked", { exact: true }).waitFor();
    expect(errors).toEqual([]);
  }, patience);

  /** Enrols another device of alice with the key alone, as a program would. */
  async function ask(apiKey: string): Promise<string> {
    const vault = await openOwnerVault(readOwnerLink(silo.ownerLink("alice"))!, passphrase);
    if (!vault.ok) throw new Error(vault.error);
    const { agent, aik } = vault.value.agents[0]!;
    const [now, device, key] = [Date.now(), toHex(randomBytes(16)), await generateSigningKey()];
    const certificate = await DeviceCertificate.issue(
      await importSigningKey(aik), agent, device, rawPublicKey(key), now - 60_000, now + 86_400_000);
    const { agents } = new ExchangeApi(silo.origin).as(apiKey);
    return (await agents.enrolDevice(agent, device, "a stranger's laptop", certificate.bytes)).standing;
  }
});

describe("Freezing", () => {
  test("an agent stops after a question and goes on again; so do all of them", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Keys and devices");
    await press(page, "Freeze");
    await page.getByRole("dialog").getByRole("button", { name: "Freeze" }).click();
    await page.getByText("alice is frozen.").waitFor();
    expect(() => silo.cex("send", "--as", "alice", "bob", "stopped?", "--category", "schedule")).toThrow(/frozen/i);
    await press(page, "Unfreeze");
    await page.getByText("alice is unfrozen.").waitFor();
    silo.cex("send", "--as", "alice", "bob", "going on", "--category", "schedule");
    await page.getByRole("link", { name: "Agents" }).first().click();
    await press(page, "Freeze everything");
    await page.getByRole("dialog").getByRole("button", { name: "Freeze everything" }).click();
    await page.getByText("All of your agents are frozen.").waitFor();
    expect(() => silo.cex("send", "--as", "alice", "bob", "stopped again?", "--category", "schedule")).toThrow(/frozen/i);
    await press(page, "Unfreeze everything");
    await page.getByText("All of your agents are unfrozen.").waitFor();
    silo.cex("send", "--as", "alice", "bob", "and on", "--category", "schedule");
    expect(errors).toEqual([]);
  }, patience);
});

describe("Usage", () => {
  test("counts what was delivered and held back, and how long an approval took", async () => {
    const { page, errors } = alice;
    silo.cex("send", "--as", "alice", "bob", "a draft", "--category", "projects");
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    const card = page.getByRole("article").filter({ hasText: "a draft" });
    await card.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Nothing waits for you", { exact: true }).waitFor();
    silo.cex("send", "--as", "alice", "bob", "another draft", "--category", "projects");
    await page.getByRole("article").filter({ hasText: "another draft" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("u");
    await page.getByRole("heading", { name: "Usage" }).waitFor();
    await press(page, "24 hours");
    // Five messages of this file's tests were delivered, one of them when it was approved.
    await page.getByRole("img", { name: /Messages in the last 24 hours: 5 delivered, 1 held back/ }).waitFor();
    await page.getByText(/^1, the oldest for/).waitFor();
    await page.getByRole("img", { name: /Approvals of the last 24 hours: half within/ }).waitFor();
    await page.getByText("As a table").first().click();
    expect(await page.getByRole("table").first().innerText()).toContain("Delivered");
    await examine(page, "usage-approved-desk", "99 of 100 within");
    await page.getByText("As a table").first().click();
    expect(errors).toEqual([]);
  }, patience);
});

describe("The programs that the page shows", () => {
  test("the one for Node enrols, listens, and answers what comes", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Run it");
    await press(page, "TypeScript");
    const [, link] = /CEX_OWNER_LINK='([^']+)'/.exec(
      await page.locator("code").filter({ hasText: "CEX_OWNER_LINK" }).first().innerText())!;
    const program = await page.locator("pre").innerText();
    const folder = mkdtempSync(join(tmpdir(), "cex-snippet-"));
    symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
    writeFileSync(join(folder, "alice.mjs"), program);
    const running = spawn(process.execPath, ["alice.mjs"], {
      cwd: folder, stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, CEX_OWNER_LINK: link, CEX_OWNER_PASSPHRASE: passphrase },
    });
    try {
      expect(await firstLineOf(running)).toBe(`alice listens at ${silo.origin}`);
      const answer = silo.cex("send", "--as", "bob", "alice", "Are you there?", "--category", "schedule", "--wait", "60");
      expect(answer).toContain("I have read it.");
    } finally {
      running.kill();
      rmSync(folder, { recursive: true, force: true });
    }
    expect(errors).toEqual([]);
  }, patience);

  test("the example in the SDK's README runs", () => {
    const run = spawnSync(process.execPath, ["eng/run.js", "examples/run.ts", silo.origin], {
      cwd: fileURLToPath(new URL("../../../sdk/typescript", import.meta.url)), encoding: "utf8",
    });
    expect([run.stdout, run.stderr]).toEqual(["Yes.\n", ""]);
  }, patience);

  test("the commands name this agent, this server, and a peer", async () => {
    const { page } = alice;
    await toAgent(page, "Run it");
    await press(page, "Command line");
    await page.getByText(`./cex enrol '${silo.origin}/owner#`).waitFor();
    await page.getByText(/^\.\/cex listen --as alice --follow$/).waitFor();
    await page.getByText(/^\.\/cex send --as alice [0-9a-f]{32} /).waitFor();
  }, patience);

  function firstLineOf(program: ReturnType<typeof spawn>): Promise<string> {
    return new Promise((resolve, reject) => {
      program.stdout!.once("data", (line: Buffer) => resolve(line.toString().trim()));
      program.once("exit", (code) => reject(new Error(`The program ended with ${code}.`)));
    });
  }
});

describe("A message that begins to wait", () => {
  test("is told on every page and in the window's title, with the way to it", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Keys and devices");
    silo.cex("send", "--as", "alice", "bob", "a third draft", "--category", "projects");
    await page.getByText("A new message of alice waits for you.").waitFor();
    expect(await page.title()).toMatch(/^\([1-9]\) /);
    await page.getByRole("link", { name: "Look", exact: true }).click();
    await page.getByRole("article").filter({ hasText: "a third draft" }).waitFor();
    expect(errors).toEqual([]);
  }, patience);
});

describe("A device whose clock is slow", () => {
  test("is told by how much", async () => {
    const page = await alice.context.newPage();
    await page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() - 750_000;
    });
    await page.goto(`${silo.origin}/agents`);
    await page.getByText("This device's clock is 12 min behind the server's").waitFor();
    await page.close();
  }, patience);
});

describe("Ending a connection", () => {
  test("asks first; then nothing passes until a new invite, and nobody who is blocked is invited again", async () => {
    const { page, errors } = alice;
    const link = /\S+\/join#\S+/.exec(silo.cex("invite", "--as", "alice"))![0];
    const next = /\S+\/join#\S+/.exec(silo.cex("invite", "--as", "alice"))![0];
    silo.cex("accept", link, "--as", "frank");
    await toAgent(page, "Connections");
    await page.getByRole("main").getByRole("link", { name: "frank" }).click();
    await press(page, "End connection");
    await examine(page, "connection-end-desk", "the two need a new invite");
    await page.getByRole("dialog").getByRole("button", { name: "End connection" }).click();
    await page.getByText("The connection with frank has ended.").waitFor();
    await page.getByText("Ended", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Freeze" }).count()).toBe(0);
    expect(() => silo.cex("send", "--as", "frank", "alice", "still there?", "--category", "schedule")).toThrow();
    await press(page, "Block");
    await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
    await page.getByText("frank is blocked.").waitFor();
    await page.getByText("Blocked", { exact: true }).waitFor();
    expect(() => silo.cex("accept", next, "--as", "frank")).toThrow();
    await press(page, "Unblock");
    await page.getByText("Ended", { exact: true }).waitFor();
    const last = /\S+\/join#\S+/.exec(silo.cex("invite", "--as", "alice"))![0];
    silo.cex("accept", last, "--as", "frank");
    await page.getByText("Connected", { exact: true }).waitFor();
    expect(errors).toEqual([]);
  }, patience);
});

describe("Deleting an agent", () => {
  test("asks first and names what goes; then it is gone for everybody", async () => {
    const { page, errors } = alice;
    await toAgent(page, "Connections");
    await page.getByRole("heading", { name: "alice" }).waitFor();
    await press(page, "Delete agent");
    await examine(page, "agent-delete-desk", "This cannot be undone.");
    const question = await page.getByRole("dialog").innerText();
    for (const name of ["bob", "carol", "frank"]) expect(question).toContain(name);
    await press(page, "Delete for good");
    await page.getByText("alice is deleted.").waitFor();
    await page.getByText("You have no agents yet").waitFor();
    expect(() => silo.cex("send", "--as", "bob", "alice", "still there?", "--category", "schedule")).toThrow();
    expect(() => silo.cex("listen", "--as", "alice")).toThrow();
    expect(errors).toEqual([]);
  }, patience);
});
