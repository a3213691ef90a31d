import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Authenticator, oneTimeCode } from "./authenticator.js";
import { launch, phone, Visitor } from "./browser.js";
import { examine } from "./examine.js";
import { passphrase, Silo } from "./silo.js";

// How people get an account, sign in and stay in: with the browser's own virtual passkeys, and with the mails that the
// server leaves in its outbox.
const patience = 300_000;
const administrator = "ada@example.org";

let silo: Silo;
let browser: Browser;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start(), launch()]);
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function come(...options: readonly ("phone" | "without passkeys")[]): Promise<Visitor> {
  const visitor = await Visitor.come(browser, options.includes("phone") ? { viewport: phone } : undefined);
  visitor.page.setDefaultTimeout(120_000);
  if (options.includes("without passkeys"))
    await visitor.page.addInitScript(() => { Reflect.deleteProperty(globalThis, "PublicKeyCredential"); });
  return visitor;
}

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { name, exact: true }).waitFor();
/** The button beside the menu that says whether the keys are open; on a phone it stands in the bar above. */
const keysBadge = (page: Page, state: "Locked" | "Unlocked"): Locator =>
  page.getByRole("button", { name: new RegExp(`^${state}`) }).filter({ visible: true });

async function makeKeys(page: Page): Promise<void> {
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
  await press(page, "Make my keys");
  await heading(page, "Keep a copy of your keys");
}

async function askForLink(page: Page, email: string): Promise<void> {
  await page.goto(`${silo.origin}/sign-in`);
  await page.getByLabel("Mail address").fill(email);
  await press(page, "Send me a link");
  await heading(page, "Look into your mail");
}

/** A new account with its keys, by mail and without anything better. */
async function openAccount(visitor: Visitor, email: string): Promise<void> {
  const { page } = visitor;
  await askForLink(page, email);
  await page.goto(await silo.mailedLink(email));
  await press(page, "Yes, create it");
  await press(page, "Use one-time codes instead");
  await press(page, "Go on without");
  await makeKeys(page);
  await press(page, "I have kept it");
  await heading(page, `Hello, ${email.split("@")[0]}`);
}

describe("The administrator", () => {
  let ada: Visitor;
  let device: Authenticator;

  beforeAll(async () => {
    ada = await come();
    device = await Authenticator.of(ada);
  });

  afterAll(() => ada.leave());

  test("makes an account with the printed link, a passkey at once, keys, and arrives at the first steps", async () => {
    const { page, errors } = ada;
    await page.goto(silo.administratorLink);
    await heading(page, "Create your account");
    expect(page.url()).toBe(`${silo.origin}/sign-up`);
    await examine(page, "sign-up-boot", "you are its administrator");
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Mail address").fill(administrator);
    await press(page, "Create the account");
    await heading(page, "Make your keys");
    expect(await device.count()).toBe(1);
    await examine(page, "welcome-keys", "Passphrase again");
    await makeKeys(page);
    expect(await page.getByText(`${silo.origin}/owner#`).innerText()).toMatch(/\/owner#[\w-]{200,}$/);
    await examine(page, "welcome-saved", "Your recovery link");
    await press(page, "I have kept it");
    await heading(page, "Hello, Ada");
    await page.getByText("First steps").waitFor();
    await keysBadge(page, "Unlocked").waitFor();
    expect(errors).toEqual([]);
  }, patience);

  test("signs out, and in again by the passkey alone", async () => {
    const { page, errors } = ada;
    await page.getByRole("link", { name: "Settings" }).first().click();
    await press(page, "Sign out");
    await heading(page, "Sign in");
    await press(page, "Sign in with a passkey");
    await heading(page, "Hello, Ada");
    await keysBadge(page, "Locked").waitFor();
    expect(errors).toEqual([]);
  }, patience);

  test("opens the keys by the passphrase once, and by the passkey from then on", async () => {
    const { page, errors } = ada;
    await keysBadge(page, "Locked").click();
    await page.getByLabel("Passphrase").fill(passphrase);
    await press(page, "Unlock");
    await keysBadge(page, "Unlocked").waitFor();
    await page.getByRole("link", { name: "Settings" }).first().click();
    await press(page, "Unlock with my passkey too");
    await page.getByText("Your passkey opens the keys on this device").waitFor();
    await keysBadge(page, "Unlocked").click();
    await keysBadge(page, "Locked").click();
    await press(page, "Unlock with your passkey");
    await keysBadge(page, "Unlocked").waitFor();
    expect(errors).toEqual([]);
  }, patience);

  test("signs in with a second browser, which takes the keys from the server and opens them", async () => {
    const second = await come("phone");
    const { page, errors } = second;
    const other = await Authenticator.of(second);
    await device.syncTo(other);
    await page.goto(silo.origin);
    await press(page, "Sign in with a passkey");
    await heading(page, "Unlock your keys");
    await examine(page, "owner-server", "Your sealed keys are kept on the server");
    await page.getByLabel("Passphrase").fill("not the passphrase");
    await press(page, "Unlock");
    await page.getByText("This passphrase does not open the keys").waitFor();
    await page.getByLabel("Passphrase").fill(passphrase);
    await press(page, "Unlock");
    await heading(page, "Approvals");
    await page.getByRole("button", { name: "Unlocked" }).waitFor();
    expect(errors).toEqual([]);
    await second.leave();
  }, patience);

  test("finds a link that was used, and reads what to do", async () => {
    const late = await come();
    const { page } = late;
    await page.goto(silo.administratorLink);
    await page.getByLabel("Your name").fill("Eve");
    await page.getByLabel("Mail address").fill("eve@example.org");
    await press(page, "Create the account");
    await page.getByText("This administrator's link does not work any more").waitFor();
    await late.leave();
  }, patience);

  test("typed the address only: a link there signs nobody in, and in their own browser proves it", async () => {
    const stranger = await come("phone");
    await askForLink(stranger.page, administrator);
    await stranger.page.goto(await silo.mailedLink(administrator));
    await press(stranger.page, "Yes, sign me in");
    await examine(stranger.page, "link-unproven", "This address is not proven yet");
    await stranger.leave();

    const { page } = ada;
    await page.getByRole("link", { name: "Settings" }).first().click();
    await press(page, "Have a link sent to prove it");
    await page.getByText("Open the link in this browser").waitFor();
    await page.goto(await silo.mailedLink(administrator, 2));
    await press(page, "Yes, sign me in");
    await heading(page, "Hello, Ada");
    await page.getByRole("link", { name: "Settings" }).first().click();
    await page.getByText("verified", { exact: true }).waitFor();
  }, patience);

  test("cannot come in by mail alone, and is told when it works", async () => {
    const mailer = await come("phone");
    const { page } = mailer;
    await askForLink(page, administrator);
    await page.goto(await silo.mailedLink(administrator, 3));
    await press(page, "Yes, sign me in");
    await examine(page, "link-wait", "Mail alone takes a day");
    await mailer.leave();
  }, patience);
});

describe("Settings", () => {
  let gil: Visitor;

  beforeAll(async () => {
    gil = await come();
    await openAccount(gil, "gil@example.org");
    await gil.page.getByRole("link", { name: "Settings" }).first().click();
  }, patience);

  afterAll(() => gil.leave());

  test("change the name, which needs the token of the account", async () => {
    const { page } = gil;
    await page.getByLabel("Your name").fill("Gil the Great");
    await press(page, "Save");
    await page.getByText("Your name is changed.").waitFor();
    await page.reload();
    await page.getByText("verified", { exact: true }).waitFor();
    expect(await page.getByLabel("Your name").inputValue()).toBe("Gil the Great");
  }, patience);

  test("show where the person is signed in, and end what is elsewhere", async () => {
    const { page } = gil;
    const elsewhere = await come();
    await askForLink(elsewhere.page, "gil@example.org");
    await elsewhere.page.goto(await silo.mailedLink("gil@example.org", 2));
    await press(elsewhere.page, "Yes, sign me in");
    await heading(elsewhere.page, "Unlock your keys");
    await elsewhere.page.getByRole("link", { name: "Later" }).click();
    await elsewhere.page.getByText("First steps").waitFor();
    await page.reload();
    const sessions = page.getByRole("listitem").filter({ hasText: "Chrome on Linux" });
    await sessions.nth(1).waitFor();
    await sessions.filter({ hasNotText: "this one" }).getByRole("button", { name: "End" }).click();
    await page.getByText("The session has ended.").waitFor();
    await elsewhere.page.getByText("Your session has ended.").waitFor();
    await elsewhere.leave();
  }, patience);

  test("set one-time codes up, show the recovery codes once, and turn them off", async () => {
    const { page, errors } = gil;
    await press(page, "Set up");
    const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText();
    await page.getByLabel("Code that the app shows now").fill("000000");
    await press(page, "Turn on");
    await page.getByText("This code is wrong").waitFor();
    await page.getByLabel("Code that the app shows now").fill(oneTimeCode(secret));
    await press(page, "Turn on");
    await examine(page, "settings-recovery-codes", "Your recovery codes");
    await press(page, "I have kept them");
    await page.getByText("10 recovery codes left").waitFor();
    await press(page, "Turn off");
    await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
    await page.getByText("One-time codes are off.").waitFor();
    expect(errors).toEqual([]);
  }, patience);

  test("add a passkey under a name after another sign-in, where the server asks for one, and remove it", async () => {
    const { page, errors } = gil;
    await Authenticator.of(gil);
    // Five minutes are long: this is the server's answer after them, once.
    await page.route("**/v1/account/passkeys/options", (route) => route.fulfill({
      status: 403, contentType: "application/problem+json",
      body: JSON.stringify({ title: "Sign in again.", code: "reauthenticate", status: 403, retryable: false }),
    }), { times: 1 });
    await page.getByLabel("Name of the new passkey").fill("The blue key");
    await press(page, "Add a passkey");
    const dialog = page.getByRole("dialog", { name: "Is it you?" });
    await dialog.getByRole("button", { name: "Send a link to gil@example.org" }).click();
    const link = await silo.mailedLink("gil@example.org", 3);
    await examine(page, "settings-again", "I have opened the link here");
    const tab = await gil.context.newPage();
    await tab.goto(link);
    await press(tab, "Yes, sign me in");
    await heading(tab, "Hello, Gil the Great");
    await tab.close();
    await press(page, "I have opened the link here");
    const passkey = page.getByRole("listitem").filter({ hasText: "The blue key" });
    await passkey.waitFor();
    await examine(page, "settings-passkey", "The blue key");
    await passkey.getByRole("button", { name: "Rename: The blue key" }).click();
    await page.getByLabel("Its new name").fill("The red key");
    await examine(page, "settings-passkey-name", "Its new name");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("The passkey has its new name.").waitFor();
    await page.getByRole("button", { name: "Remove: The red key" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("You have no passkey yet.").waitFor();
    expect(errors).toEqual([]);
  }, patience);

  test("move to another mail address by a link that is sent there", async () => {
    const { page, errors } = gil;
    await press(page, "Change the address");
    await page.getByLabel("New mail address").fill("gil@example.net");
    await press(page, "Send a link there");
    await examine(page, "settings-address", "A link was sent to gil@example.net.");
    const tab = await gil.context.newPage();
    await tab.goto(await silo.mailedLink("gil@example.net"));
    await press(tab, "Yes, change my address");
    await heading(tab, "Hello, Gil the Great");
    await tab.close();
    await page.reload();
    await page.getByText("gil@example.net", { exact: true }).filter({ visible: true }).first().waitFor();
    expect(errors).toEqual([]);
  }, patience);
});

describe("A link by mail", () => {
  test("makes an account in a browser without passkeys, which one-time codes and recovery codes open later", async () => {
    const kim = await come("without passkeys");
    const { page, errors } = kim;
    const email = "kim@example.org";
    await askForLink(page, email);
    await examine(page, "mail-sent", "Code from the other device");
    await page.goto(await silo.mailedLink(email));
    await examine(page, "link", "Create an account?");
    expect(page.url()).toBe(`${silo.origin}/sign-in`);
    await press(page, "Yes, create it");
    await examine(page, "welcome-codes", "This browser has no passkeys.");
    await press(page, "Set up");
    const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText();
    await page.getByLabel("Code that the app shows now").fill(oneTimeCode(secret));
    await press(page, "Turn on");
    await heading(page, "Your recovery codes");
    const [code] = (await page.locator("code").innerText()).split("\n");
    await press(page, "I have kept them");
    await heading(page, "Make your keys");
    await press(page, "Sign out");

    await askForLink(page, email);
    await page.goto(await silo.mailedLink(email, 2));
    await press(page, "Yes, sign me in");
    await examine(page, "link-totp", "One more step");
    await page.getByLabel("Code of your authenticator app").fill("000000");
    await press(page, "Sign in");
    await page.getByText("This code is wrong or was used").waitFor();
    await press(page, "Use a recovery code");
    await page.getByLabel("Recovery code").fill(code!);
    await press(page, "Sign in");
    await heading(page, "Make your keys");
    expect(errors).toEqual([]);
    await kim.leave();
  }, patience);

  test("that is opened in another browser shows a code for the one that asked", async () => {
    const [lee, reader] = [await come("without passkeys"), await come("phone")];
    await askForLink(lee.page, "lee@example.org");
    await reader.page.goto(await silo.mailedLink("lee@example.org"));
    await heading(reader.page, "Another browser asked for this link");
    await press(reader.page, "Show the code");
    await examine(reader.page, "link-elsewhere", "Tell the code to nobody");
    const code = await reader.page.getByText(/^[A-Z2-9]{4} [A-Z2-9]{4}$/).innerText();
    await lee.page.getByLabel("Code from the other device").fill("AAAA AAAA");
    await press(lee.page, "Sign in");
    await lee.page.getByText("This code is wrong.").waitFor();
    await lee.page.getByLabel("Code from the other device").fill(code);
    await press(lee.page, "Sign in");
    await heading(lee.page, "Set up one-time codes");
    await Promise.all([lee.leave(), reader.leave()]);
  }, patience);

  test("that was used, or is torn, says what to do next", async () => {
    const mia = await come("without passkeys");
    const { page } = mia;
    await askForLink(page, "mia@example.org");
    const link = await silo.mailedLink("mia@example.org");
    await page.goto(link);
    await press(page, "Yes, create it");
    await heading(page, "Set up one-time codes");
    await page.goto(link);
    await page.getByText("It was used already.").waitFor();
    await page.goto(link.slice(0, -9));
    await page.getByText("Copy all of it out of the mail").waitFor();
    await press(page, "Have a new link sent");
    await page.getByLabel("Mail address").waitFor();
    await mia.leave();
  }, patience);
});

describe("The demo", () => {
  test("gives a newcomer agents that talk and ask, all readable, and goes in one click", async () => {
    const dee = await come();
    const { page, errors } = dee;
    await openAccount(dee, "dee@example.org");
    await examine(page, "demo", "Look around first?");
    await press(page, "Try a demo");
    await page.getByText("The demo is here").waitFor();
    await page.getByText("1 message waits for you").filter({ visible: true }).first().waitFor();
    await examine(page, "demo-running", "The demo is here");
    await page.getByRole("link", { name: "Approvals" }).filter({ visible: true }).first().click();
    await page.getByText("Here is the draft of the offer for the museum.").waitFor();
    await press(page, "Approve");
    await page.getByText("Nothing waits for you", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Inbox" }).filter({ visible: true }).first().click();
    await page.getByRole("main").getByRole("link", { name: /demo/ }).first().click();
    await page.getByText("Tuesday at ten works here. An hour?").waitFor();
    await page.getByRole("link", { name: "Home" }).filter({ visible: true }).first().click();
    await press(page, "Remove the demo");
    await page.getByText("The demo is removed.").waitFor();
    await page.getByText("Look around first?").waitFor();
    await page.getByRole("link", { name: "Agents" }).filter({ visible: true }).first().click();
    await page.getByText("You have no agents yet").waitFor();
    expect(errors).toEqual([]);
    await dee.leave();
  }, patience);
});
