import { generateKeyPairSync } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { desktop, launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { type Bend, Issuer } from "./issuer.js";
import { passphrase, Silo } from "./silo.js";

// What comes by mail, and signing in with another provider, which stands on another site.
const patience = 300_000;
const email = "nia@example.org";

let issuer: Issuer;
let silo: Silo;
let browser: Browser;
let nia: Visitor;

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { name, exact: true }).waitFor();

beforeAll(async () => {
  issuer = await Issuer.start();
  [silo, browser] = await Promise.all([Silo.start(...issuer.settings), launch()]);
  issuer.admit(silo.origin);
  nia = await Visitor.come(browser);
  const { page } = nia;
  page.setDefaultTimeout(120_000);
  await page.goto(`${silo.origin}/sign-in`);
  await page.getByLabel("Mail address").fill(email);
  await press(page, "Send me a link");
  await heading(page, "Look into your mail");
  await page.goto(await silo.mailedLink(email));
  await press(page, "Yes, create it");
  await press(page, "Use one-time codes instead");
  await press(page, "Go on without");
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
  await press(page, "Make my keys");
  await press(page, "I have kept it");
  await heading(page, "Hello, nia");
  await page.getByRole("link", { name: "Settings" }).first().click();
}, patience);

afterAll(async () => {
  await nia?.leave();
  await browser?.close();
  await silo?.stop();
  await issuer?.stop();
});

describe("Notifications", () => {
  test("are soon by default, and kept as chosen: daily, with a quiet night on the own clock", async () => {
    const { page, errors } = nia;
    expect(await page.getByLabel("Soon").isChecked()).toBe(true);
    await page.getByLabel("Once a day").check();
    await page.getByLabel("At", { exact: true }).fill("07:30");
    await page.getByLabel("Quiet time").check();
    await page.getByLabel("From").fill("21:30");
    await page.getByLabel("Time zone").selectOption("Europe/Berlin");
    await examine(page, "settings-notifications", "one mail afterwards tells");
    await page.setViewportSize(phone);
    await examine(page, "settings-notifications-phone", "one mail afterwards tells");
    await page.setViewportSize(desktop);
    await press(page, "Save the notifications");
    await page.getByText("Your notifications are saved.").waitFor();
    await page.reload();
    await page.getByLabel("At", { exact: true }).waitFor();
    expect(await page.getByLabel("Once a day").isChecked()).toBe(true);
    expect(await page.getByLabel("At", { exact: true }).inputValue()).toBe("07:30");
    expect(await page.getByLabel("From").inputValue()).toBe("21:30");
    expect(await page.getByLabel("To", { exact: true }).inputValue()).toBe("07:00");
    expect(await page.getByLabel("Time zone").inputValue()).toBe("Europe/Berlin");
    expect(errors).toEqual([]);
  }, patience);

  test("say what is wrong with a quiet time that ends when it begins", async () => {
    const { page } = nia;
    await page.getByLabel("To", { exact: true }).fill("21:30");
    await press(page, "Save the notifications");
    await page.getByText("The quiet time must end at another time than it begins.").waitFor();
  }, patience);
});

const refused = "The answer does not fit what this browser asked for";
const hostile: readonly (readonly [string, Bend])[] = [
  ["another client", (claims) => { claims["aud"] = "another-client"; }],
  ["another sign-in", (claims) => { claims["nonce"] = "another-sign-in"; }],
  ["an hour ago", (claims) => {
    claims["iat"] = Number(claims["iat"]) - 3_600;
    claims["exp"] = Number(claims["iat"]) + 300;
  }],
  ["another issuer", (claims) => { claims["iss"] = "https://issuer.example"; }],
  ["it, by a key that is not its own", () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey],
];

/** Signs in with the provider, and stops before the answer is used: the address that it came with. */
async function answerThatIsKept(page: Page): Promise<string> {
  await page.route("**/complete", (route) => route.abort());
  await page.goto(`${silo.origin}/sign-in`);
  const [answer] = await Promise.all([
    page.waitForRequest((one) => one.url().startsWith(`${silo.origin}/sign-in/issuers/example/callback?`)),
    press(page, "Sign in with Example"),
  ]);
  await heading(page, "This did not sign you in");
  await page.unroute("**/complete");
  return answer.url();
}

describe("Another provider", () => {
  test("is linked in the settings, and signs in from then on", async () => {
    const { page, errors } = nia;
    await page.getByText("None is linked.").waitFor();
    await press(page, "Link Example");
    await page.getByText("The identity is linked").waitFor();
    const identity = page.getByRole("listitem").filter({ hasText: "linked" });
    await identity.getByText("Example").waitFor();
    await examine(page, "settings-issuers", "Other providers");
    await press(page, "Sign out");
    await examine(page, "sign-in-issuers", "Sign in with Example");
    await press(page, "Sign in with Example");
    await heading(page, "Hello, nia");
    expect(page.url()).not.toContain("code=");
    expect(errors).toEqual([]);
  }, patience);

  test("opens no account: who is not linked is told what to do", async () => {
    const stranger = await Visitor.come(browser);
    const { page } = stranger;
    issuer.subject = "subject-2";
    await page.goto(`${silo.origin}/sign-in`);
    await press(page, "Sign in with Example");
    await examine(page, "sign-in-unlinked", "No account here is linked to that identity.");
    await press(page, "Sign in otherwise");
    await page.getByLabel("Mail address").waitFor();
    issuer.declines = true;
    await press(page, "Sign in with Example");
    await page.getByText("you did not agree there").waitFor();
    issuer.declines = false;
    issuer.subject = "subject-1";
    await stranger.leave();
  }, patience);

  test.each(hostile)("signs nobody in by a token that was made for or by %s", async (_, bend) => {
    const visitor = await Visitor.come(browser);
    const { page } = visitor;
    issuer.bend = bend;
    await page.goto(`${silo.origin}/sign-in`);
    await press(page, "Sign in with Example");
    await page.getByText(refused).waitFor();
    issuer.bend = null;
    await press(page, "Sign in otherwise");
    await press(page, "Sign in with Example");
    // Signed in, in a browser that has no keys yet.
    await heading(page, "Unlock your keys");
    await visitor.leave();
  }, patience);

  test("gave its code to another browser: it is worth nothing here, also where this one asked too", async () => {
    const [thief, victim] = [await Visitor.come(browser), await Visitor.come(browser)];
    // The thief signs in there, keeps the answer from its own page, and gives it to the victim.
    const stolen = await answerThatIsKept(thief.page);
    await victim.page.goto(stolen);
    await victim.page.getByText(refused).waitFor();
    // Nor with the state that the victim's own sign-in waits for.
    await press(victim.page, "Sign in otherwise");
    const mixed = new URL(stolen);
    mixed.searchParams.set("state", new URL(await answerThatIsKept(victim.page)).searchParams.get("state")!);
    await victim.page.goto(mixed.href);
    await victim.page.getByText(refused).waitFor();
    await Promise.all([thief.leave(), victim.leave()]);
  }, patience);

  test("is not taken from an address that somebody else made", async () => {
    const victim = await Visitor.come(browser);
    const { page } = victim;
    await page.goto(`${silo.origin}/sign-in#issuer=example&code=stolen&state=guessed&iss=${issuer.address}`);
    await page.getByText(refused).waitFor();
    expect(page.url()).toBe(`${silo.origin}/sign-in`);
    await victim.leave();
  }, patience);

  test("signs in no more once it is unlinked", async () => {
    const { page, errors } = nia;
    await page.getByRole("link", { name: "Settings" }).first().click();
    await press(page, "Unlink: Example");
    await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
    await page.getByText("The identity is unlinked.").waitFor();
    await page.getByText("None is linked.").waitFor();
    await press(page, "Sign out");
    await press(page, "Sign in with Example");
    await page.getByText("No account here is linked to that identity.").waitFor();
    expect(errors).toEqual([]);
  }, patience);
});
