import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { desktop, go, launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { passphrase, Silo } from "./silo.js";

// Every page in every theme, on a desk and on a phone: no violation of WCAG 2.2 AA, nothing refused by the page's policy,
// nothing wider than the screen, and a picture for people to look at (dashboard/screenshots).
const sizes = { desk: desktop, phone } as const;

let silo: Silo;
let browser: Browser;
let outside: Visitor;
let inside: Visitor;
let ids: { readonly agent: string; readonly peer: string };

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
  silo.connect("alice", "bob");
  outside = await Visitor.come(browser);
  inside = await Visitor.come(browser);
  const { page } = inside;
  await page.goto(silo.ownerLink("bob"));
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Take over and unlock" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  silo.cex("invite", "--as", "bob");
  silo.cex("send", "--as", "alice", "bob", "Is Tuesday at ten free?", "--category", "schedule");
  silo.cex("send", "--as", "bob", "alice", "Ten works. I will book the small room.", "--category", "schedule");
  silo.cex("send", "--as", "bob", "alice", "Here is the draft of the offer for the museum.", "--category", "projects");
  silo.cex("send", "--as", "bob", "alice", "Could you send me your sister's address?", "--category", "personal");
  await page.getByRole("article").nth(1).waitFor();
  ids = await page.evaluate(async () => {
    const agent = (await (await fetch("/v1/agents")).json()).items[0].agent as string;
    const peer = (await (await fetch(`/v1/agents/${agent}/connections`)).json()).items[0].peer as string;
    return { agent, peer };
  });
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

describe.each(Object.entries(sizes))("on a %s", (size, viewport) => {
  test.each([
    ["sign-in", "/sign-in", "Send me a link"],
    ["sign-up", "/sign-up", "Create your account"],
    ["link-broken", "/sign-in#cex_link_torn", "This link does not work"],
    ["join", "/join#cex_inv_Ab12.PiN", "./cex accept"],
    ["join-broken", "/join", "lacks its second half"],
    ["owner", "/owner", "Take over your keys"],
  ])("%s is without fault", async (name, path, ready) => {
    const { page, errors } = outside;
    await page.setViewportSize(viewport);
    // Another fragment alone would load nothing.
    await page.goto("about:blank");
    await page.goto(silo.origin + path);
    await examine(page, `${name}-${size}`, ready);
    expect(errors).toEqual([]);
  });

  test.each([
    ["home", () => "/", "2 messages wait for you"],
    ["approvals", () => "/approvals", "Here is the draft of the offer"],
    ["inbox", () => "/inbox", "bob and alice"],
    ["thread", () => `/inbox/${ids.agent}/${ids.peer}`, "Is Tuesday at ten free?"],
    ["activity", () => "/activity", "Waits for approval"],
    ["agents", () => "/agents", "Who speaks for you."],
    ["agent", () => `/agents/${ids.agent}`, "Invite an agent"],
    ["invites", () => `/agents/${ids.agent}/invites`, "2 days left"],
    ["agent-keys", () => `/agents/${ids.agent}/keys`, "API keys"],
    ["agent-run", () => `/agents/${ids.agent}/run`, "Enrol this machine"],
    ["usage", () => "/usage", "What waits now"],
    ["contract", () => `/connections/${ids.agent}/${ids.peer}`, "This device knows the other side by this number."],
    ["settings", () => "/settings", "this one"],
  ])("%s is without fault", async (name, path, ready) => {
    const { page, errors } = inside;
    await page.setViewportSize(viewport);
    await go(page, path());
    await examine(page, `${name}-${size}`, ready);
    expect(errors).toEqual([]);
  });

  test("the open one of an agent's pages is seen in the bar above", async () => {
    const { page } = inside;
    await page.setViewportSize(viewport);
    await go(page, `/agents/${ids.agent}/run`);
    const open = page.getByRole("navigation", { name: "Pages of bob" }).locator("[aria-current=page]");
    await open.waitFor();
    const { left, right } = await open.evaluate((tab) => tab.getBoundingClientRect());
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(viewport.width);
  });

  test("without a choice the page is as light or dark as the system, and a choice wins over it", async () => {
    const { page } = inside;
    const ground = (theme?: string): Promise<string> => page.evaluate((chosen) => {
      if (chosen === undefined) delete document.documentElement.dataset["theme"];
      else document.documentElement.dataset["theme"] = chosen;
      return getComputedStyle(document.documentElement).backgroundColor;
    }, theme);
    const [light, dark] = [await ground("light"), await ground("dark")];
    expect(light).not.toBe(dark);
    for (const [colorScheme, seen] of [["dark", dark], ["light", light]] as const) {
      await page.emulateMedia({ colorScheme });
      expect([await ground(), await ground("light"), await ground("dark")]).toEqual([seen, light, dark]);
    }
    await page.emulateMedia({ colorScheme: null });
  });

  test("a filter keeps every letter, and stands in the address", async () => {
    const { page } = inside;
    await go(page, "/activity");
    const field = page.getByRole("searchbox");
    await field.pressSequentially("waits alice");
    await page.waitForURL(/filter=waits/);
    expect(await field.inputValue()).toBe("waits alice");
    await field.fill("");
    await page.waitForURL((url) => !url.searchParams.has("filter"));
  });

  test("each text of a conversation stands with who wrote it", async () => {
    const { page } = inside;
    await go(page, `/inbox/${ids.agent}/${ids.peer}`);
    const asked = page.getByRole("article").filter({ hasText: "Is Tuesday at ten free?" });
    await asked.waitFor();
    expect(await asked.innerText()).toContain("alice");
    expect(await page.getByRole("article").filter({ hasText: "Ten works." }).innerText()).toContain("bob");
  });

  test.each([
    ["palette", "Control+k", "Go to, or do"],
    ["sheet", "?", "Send back with a note"],
  ])("the %s is without fault", async (name, key, ready) => {
    const { page } = inside;
    await page.setViewportSize(viewport);
    await go(page, "/agents");
    await page.getByText("Who speaks for you.").waitFor();
    await page.keyboard.press(key);
    await examine(page, `${name}-${size}`, ready);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("the palette makes the rest inert, keeps its Enter, and gives the focus back", async () => {
    const { page } = inside;
    await page.setViewportSize(viewport);
    await go(page, "/activity");
    const pause = page.getByRole("button", { name: "Pause" });
    for (const key of ["Enter", "Escape"]) {
      await pause.focus();
      await page.keyboard.press("Control+k");
      await page.keyboard.type("go to activity");
      await page.locator("dialog:modal").waitFor();
      expect(await page.getByRole("combobox").inputValue()).toBe("go to activity");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.closest("main") ?? null)).toBeNull();
      await page.getByRole("combobox").press(key);
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await pause.getAttribute("aria-pressed")).toBe("false");
      expect(await pause.evaluate((button) => button === document.activeElement)).toBe(true);
    }
  });

  test("the palette closes before it has made the rest inert", async () => {
    const { page, errors } = inside;
    await go(page, "/activity");
    await page.getByRole("button", { name: "Pause" }).focus();
    for (let round = 0; round < 5; round++) {
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect(errors).toEqual([]);
  });

  test.each([
    ["invite-form", "invites", "Invite an agent", "Sign and make the invite"],
    ["key-new", "keys", "New key", "shown now and never again"],
    ["key-rotate", "keys", /^Replace the key/, "The old key goes on for"],
    ["agent-freeze", "keys", "Freeze", "It stops within a second"],
  ])("the dialog %s is without fault", async (name, tab, button, ready) => {
    const { page, errors } = inside;
    await page.setViewportSize(viewport);
    await go(page, `/agents/${ids.agent}/${tab}`);
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog").getByText(ready).first().waitFor();
    await examine(page, `${name}-${size}`, ready);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  });

  test.each(["TypeScript", "C#"])("the program in %s is without fault", async (language) => {
    const { page, errors } = inside;
    await page.setViewportSize(viewport);
    await go(page, `/agents/${ids.agent}/run`);
    await page.getByRole("button", { name: language, exact: true }).click();
    await examine(page, `agent-run-${language === "C#" ? "csharp" : "typescript"}-${size}`, "The program");
    expect(errors).toEqual([]);
  });

  test("the editor of a contract is without fault", async () => {
    const { page } = inside;
    await page.setViewportSize(viewport);
    await go(page, `/connections/${ids.agent}/${ids.peer}`);
    await page.getByRole("button", { name: "Change my side" }).click();
    await page.getByRole("radiogroup", { name: "schedule: bob may tell" }).getByText("Ask me").click();
    await examine(page, `editor-${size}`, "leaves only when you say yes");
    await page.keyboard.press("Escape");
  });
});
