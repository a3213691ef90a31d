import type { Browser, BrowserContext, Cookie, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { Silo } from "./silo.js";
import { askForLink, heading, isSignedIn, openAccount, post, press } from "./steps.js";

// Who reads the mail, plants a cookie, copies one, or has an old link: nobody of them comes in, and the person does.
const patience = 180_000;
const session = "__Host-cex";
const login = "__Host-cex-login";

let silo: Silo;
let browser: Browser;

beforeAll(async () => {
  // All of them come from one address, which has more to try here than a scanner has in a minute.
  const limits = ["SignInsPerMinute", "FailedSignInsPerMinute", "SignInMailsPerHour"];
  [silo, browser] = await Promise.all([
    Silo.start(...limits.flatMap((limit) => [`--Limits:${limit}`, "1000"])), launch(),
  ]);
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function come(): Promise<Visitor> {
  const visitor = await Visitor.come(browser);
  visitor.page.setDefaultTimeout(30_000);
  await visitor.page.addInitScript(() => { Reflect.deleteProperty(globalThis, "PublicKeyCredential"); });
  return visitor;
}

const cookieOf = async (context: BrowserContext, name: string): Promise<Cookie | undefined> =>
  (await context.cookies(silo.origin)).find((cookie) => cookie.name === name);

const tokenOf = (link: string): string => link.slice(link.indexOf("#") + 1);

/** Presses every button there is, and those that come then, and submits every form as it stands. */
async function pressEverything(page: Page): Promise<readonly string[]> {
  const pressed: string[] = [];
  for (;;) {
    const names = await page.getByRole("button", { disabled: false }).allInnerTexts();
    const next = names.find((name) => !pressed.includes(name));
    if (next === undefined) break;
    pressed.push(next);
    const answered = page.waitForResponse("**/v1/**").catch(() => undefined);
    await press(page, next);
    if (next === "Show the code") await answered;
  }
  await page.evaluate(() => { for (const form of document.forms) form.requestSubmit(); });
  return pressed;
}

describe("A scanner of mails", () => {
  test("that runs scripts, presses everything and posts again signs nobody in and leaves the link whole", async () => {
    const [ona, scanner] = [await come(), await come()];
    await askForLink(ona.page, silo, "ona@example.org");
    const link = await silo.mailedLink("ona@example.org");
    const posts: { readonly url: string; readonly body: string }[] = [];
    scanner.page.on("request", (request) => {
      if (request.method() === "POST") posts.push({ url: request.url(), body: request.postData() ?? "" });
    });

    await scanner.page.goto(link);
    await heading(scanner.page, "Another browser asked for this link");
    expect(await pressEverything(scanner.page)).toContain("Show the code");
    const token = tokenOf(link);
    for (const { url, body } of [...posts]) await post(scanner.page, new URL(url).pathname, body);
    const tries = [];
    for (let time = 0; time < 5; time++) tries.push(await post(scanner.page, "/v1/sign-in/link/confirm", { token }));
    expect(tries).toEqual(Array(5).fill({ status: 403, code: "forbidden" }));
    expect(posts.map(({ url }) => new URL(url).pathname)).toContain("/v1/sign-in/link/code");
    expect(await isSignedIn(scanner.page)).toBe(false);
    expect(await cookieOf(scanner.context, session)).toBeUndefined();

    await ona.page.goto(link);
    await press(ona.page, "Yes, create it");
    await heading(ona.page, "Set up one-time codes");
    expect(await isSignedIn(ona.page)).toBe(true);
    expect(await post(scanner.page, "/v1/sign-in/link/confirm", { token })).toEqual({ status: 409, code: "used" });
    await scanner.page.goto("about:blank");
    await scanner.page.goto(link);
    await scanner.page.getByText("It was used already.").waitFor();
    expect(await isSignedIn(scanner.page)).toBe(false);
    await Promise.all([ona.leave(), scanner.leave()]);
  }, patience);

  test("that asked for a link itself cannot use the other one, nor the code that the other one shows", async () => {
    const [pia, scanner] = [await come(), await come()];
    await askForLink(pia.page, silo, "pia@example.org");
    const token = tokenOf(await silo.mailedLink("pia@example.org"));
    // Its own, for the very same address: its browser now has a cookie like the one that is missing.
    await askForLink(scanner.page, silo, "pia@example.org");
    await silo.mailedLink("pia@example.org", 2);
    const code = await scanner.page.evaluate(async (text) => {
      const answer = await fetch("/v1/sign-in/link/code", {
        method: "POST", body: JSON.stringify({ token: text }), headers: { "Content-Type": "application/json" },
      });
      return (await answer.json() as { readonly code: string }).code;
    }, token);
    expect(await post(scanner.page, "/v1/sign-in/link/confirm", { token })).toEqual({ status: 403, code: "forbidden" });
    expect(await post(scanner.page, "/v1/sign-in/code", { code })).toEqual({ status: 401, code: "unauthenticated" });
    expect(await isSignedIn(scanner.page)).toBe(false);

    await pia.page.getByLabel("Code from the other device").fill(code);
    await press(pia.page, "Sign in");
    await heading(pia.page, "Set up one-time codes");
    await Promise.all([pia.leave(), scanner.leave()]);
  }, patience);

  test("that posts a form as a page without scripts would is refused before it is heard", async () => {
    const [rex, scanner] = [await come(), await come()];
    await askForLink(rex.page, silo, "rex@example.org");
    const link = await silo.mailedLink("rex@example.org");
    for (const type of ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]) {
      const page = await scanner.context.newPage();
      await page.goto(`${silo.origin}/sign-in`);
      const answered = page.waitForResponse("**/v1/sign-in/link/confirm");
      await page.evaluate(([enctype, token]) => {
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: "/v1/sign-in/link/confirm", enctype });
        form.append(Object.assign(document.createElement("input"), { name: "token", value: token }));
        document.body.append(form);
        form.submit();
      }, [type, tokenOf(link)] as const);
      // Such a page does not even say where it is: it has no origin.
      expect((await answered).status()).toBe(403);
      await page.waitForURL("**/v1/sign-in/link/confirm");
    }
    expect(await cookieOf(scanner.context, session)).toBeUndefined();
    await rex.page.goto(link);
    await press(rex.page, "Yes, create it");
    await heading(rex.page, "Set up one-time codes");
    await Promise.all([rex.leave(), scanner.leave()]);
  }, patience);
});

describe("A session", () => {
  let gil: Visitor;

  beforeAll(async () => {
    gil = await come();
    await openAccount(gil.page, silo, "gil@example.org");
  }, patience);

  afterAll(() => gil.leave());

  /** Signs a further browser of gil's in. */
  async function signIn(visitor: Visitor, mails: number): Promise<void> {
    await askForLink(visitor.page, silo, "gil@example.org");
    await visitor.page.goto(await silo.mailedLink("gil@example.org", mails));
    await press(visitor.page, "Yes, sign me in");
    await heading(visitor.page, "Unlock your keys");
  }

  /** Another browser with nothing but the cookie of this one. */
  async function steal(from: BrowserContext): Promise<Visitor> {
    const thief = await come();
    await thief.context.addCookies([(await cookieOf(from, session))!]);
    await thief.page.goto(`${silo.origin}/settings`);
    await heading(thief.page, "Settings");
    await thief.page.getByText("this one", { exact: true }).waitFor();
    return thief;
  }

  test("that somebody planted before the sign-in is not the one after it, and has ended", async () => {
    const [mallory, victim] = [await come(), await come()];
    await openAccount(mallory.page, silo, "mallory@example.org");
    const planted = (await cookieOf(mallory.context, session))!;
    await victim.context.addCookies([planted]);
    await signIn(victim, 2);
    const own = (await cookieOf(victim.context, session))!;
    expect(own.value).not.toBe(planted.value);
    expect([own.httpOnly, own.secure, own.sameSite, own.path]).toEqual([true, true, "Strict", "/"]);
    expect(await cookieOf(victim.context, login)).toBeUndefined();
    await mallory.page.getByText("Your session has ended.").waitFor();
    await mallory.page.goto(`${silo.origin}/settings`);
    await heading(mallory.page, "Sign in");
    await Promise.all([mallory.leave(), victim.leave()]);
  }, patience);

  test("whose cookie was copied ends in both browsers when it is ended from the settings", async () => {
    const second = await come();
    await signIn(second, 3);
    await second.page.getByRole("link", { name: "Later" }).click();
    await second.page.getByText("First steps").waitFor();
    const thief = await steal(second.context);
    const { page } = gil;
    await page.goto(`${silo.origin}/settings`);
    const others = page.getByRole("listitem").filter({ hasText: "Chrome on Linux" }).filter({ hasNotText: "this one" });
    // The newest of them; what the test before this one left is above.
    await others.last().getByRole("button", { name: "End" }).click();
    await page.getByText("The session has ended.").waitFor();
    for (const visitor of [thief, second]) {
      await visitor.page.getByText("Your session has ended.").waitFor();
      await heading(visitor.page, "Sign in");
      expect(await isSignedIn(visitor.page)).toBe(false);
    }
    expect(await isSignedIn(page)).toBe(true);
    await Promise.all([thief.leave(), second.leave()]);
  }, patience);

  test("whose cookie was copied ends with signing out", async () => {
    const thief = await steal(gil.context);
    await gil.page.goto(`${silo.origin}/settings`);
    await press(gil.page, "Sign out");
    await heading(gil.page, "Sign in");
    expect(await cookieOf(gil.context, session)).toBeUndefined();
    await thief.page.getByText("Your session has ended.").waitFor();
    await heading(thief.page, "Sign in");
    expect(await isSignedIn(thief.page)).toBe(false);
    await thief.leave();
  }, patience);
});

describe("A code or link that is no good", () => {
  test("and stands in the address is refused there, and stays out of it", async () => {
    const visitor = await come();
    const { page, errors } = visitor;
    for (const code of ["cex_page_torn", `cex_page_${"A".repeat(12)}_${"b".repeat(49)}`]) {
      await page.goto("about:blank");
      await page.goto(`${silo.origin}/#${code}`);
      await page.getByText("This code does not work").waitFor();
      expect(page.url()).not.toContain("#");
    }
    await examine(page, "code-refused", "Get a new one.");
    expect(errors).toEqual([]);
    await visitor.leave();
  }, patience);

  test("and should hold keys says that it may not be whole", async () => {
    const visitor = await come();
    const { page, errors } = visitor;
    await page.goto(`${silo.origin}/owner#torn`);
    await page.getByLabel("Passphrase").fill("anything");
    await press(page, "Take over and unlock");
    await examine(page, "owner-torn", "or the link is not whole. Copy all of it, and try again.");
    expect(page.url()).not.toContain("#");
    expect(errors).toEqual([]);
    await visitor.leave();
  }, patience);

  test("that was used says so, and what signs in instead is on the same page", async () => {
    silo.connect("alice", "bob");
    const code = silo.pageCode("bob");
    const [first, second] = [await come(), await come()];
    await first.page.goto(`${silo.origin}/#${code}`);
    await first.page.getByText("First steps").waitFor();
    await second.page.goto(`${silo.origin}/#${code}`);
    await second.page.getByText("This code does not work: it was used, has expired or was mistyped.").waitFor();
    await second.page.getByLabel("Mail address").waitFor();
    await Promise.all([first.leave(), second.leave()]);
  }, patience);

  test("that has expired says so, and a new one is sent from there", async () => {
    const visitor = await come();
    const { page } = visitor;
    await askForLink(page, silo, "uma@example.org");
    // Ten minutes are long: this is the server's answer after them.
    await page.route("**/v1/sign-in/link/preview", (route) => route.fulfill({
      status: 410, contentType: "application/problem+json",
      body: JSON.stringify({ title: "It has expired.", code: "expired", status: 410, retryable: false }),
    }));
    await page.goto(await silo.mailedLink("uma@example.org"));
    await examine(page, "link-expired", "It is older than 10 minutes. Have a new one sent.");
    await press(page, "Have a new link sent");
    await press(page, "Send another link");
    await silo.mailedLink("uma@example.org", 2);
    await visitor.leave();
  }, patience);
});
