import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Authenticator, type Abilities } from "./authenticator.js";
import { launch, Visitor } from "./browser.js";
import { OtherSite } from "./otherSite.js";
import { passphrase, Silo } from "./silo.js";
import { askForLink, heading, isSignedIn, keysBadge, makeKeys, post, press } from "./steps.js";

// Passkeys as the browser really makes and uses them: what an attacker relays, repeats, or changes signs nobody in.
const patience = 180_000;
const ceremony = "__Host-cex-passkey";
const refused = { status: 401, code: "unauthenticated" };

interface Person {
  readonly visitor: Visitor;
  readonly page: Page;
  readonly device: Authenticator;
}

/** What a passkey's answer is in JSON. */
interface Assertion {
  readonly id: string;
  readonly rawId: string;
  readonly response: {
    readonly clientDataJSON: string; readonly authenticatorData: string; readonly userHandle?: string;
  };
}

let silo: Silo;
let browser: Browser;
let ada: Person;

beforeAll(async () => {
  [silo, browser] = await Promise.all([Silo.start("--Limits:FailedSignInsPerMinute", "1000"), launch()]);
  ada = await come();
  const { page } = ada;
  await page.goto(silo.administratorLink);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Mail address").fill("ada@example.org");
  await press(page, "Create the account");
  await makeKeys(page);
  await heading(page, "Hello, Ada");
  await signOut(page);
}, patience);

afterAll(async () => {
  await browser?.close();
  await silo?.stop();
});

async function come(abilities: Abilities = {}): Promise<Person> {
  const visitor = await Visitor.come(browser);
  const { page } = visitor;
  page.setDefaultTimeout(30_000);
  return { visitor, page, device: await Authenticator.of(visitor, abilities) };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Settings" }).first().click();
  await press(page, "Sign out");
  await heading(page, "Sign in");
}

/** What the server asks for; its challenge goes into the cookie of this browser. */
const options = (page: Page): Promise<PublicKeyCredentialRequestOptionsJSON> => page.evaluate(async () => {
  const answer = await fetch("/v1/sign-in/passkey/options", { method: "POST" });
  return await answer.json() as PublicKeyCredentialRequestOptionsJSON;
});

/** Has the device of this page answer, as a script of the page's own would. */
const answer = (
  page: Page, asked: PublicKeyCredentialRequestOptionsJSON, userVerification: UserVerificationRequirement = "required",
): Promise<Assertion> => page.evaluate(async ([json, how]) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({ ...json, userVerification: how });
  const credential = await navigator.credentials.get({ publicKey }) as PublicKeyCredential;
  return credential.toJSON() as unknown as Assertion;
}, [asked, userVerification] as const);

/** The third bit of the flags, which stand behind a hash of 32 bytes: the device says that its person was verified. */
const isVerified = ({ response }: Assertion): boolean =>
  (Buffer.from(response.authenticatorData, "base64url")[32]! & 0b100) !== 0;

const signInBy = (page: Page, credential: Assertion) =>
  post(page, "/v1/sign-in/passkey", { credential });

describe("The person at the device", () => {
  test("who is not verified is not signed in, and reads what to do", async () => {
    const absent = await come({ isUserVerified: false });
    const { page, device } = absent;
    await ada.device.syncTo(device);
    await page.goto(`${silo.origin}/sign-in`);
    await press(page, "Sign in with a passkey");
    await page.getByText("No passkey was used. Try again, or have a link sent.").waitFor();
    expect(await isSignedIn(page)).toBe(false);
    await absent.visitor.leave();
  }, patience);

  test("whom neither the device nor the page asks is not signed in: the server insists", async () => {
    const careless = await come({ transport: "usb", hasUserVerification: false, isUserVerified: false });
    const { page, device } = careless;
    await ada.device.syncTo(device);
    await page.goto(`${silo.origin}/sign-in`);
    const [id] = await device.ids();
    const { response: { userHandle } } = await answer(ada.page, await options(ada.page));
    const asked = { ...await options(page), allowCredentials: [{ id: id!, type: "public-key" as const }] };
    const unverified = await answer(page, asked, "discouraged");
    expect(isVerified(unverified)).toBe(false);
    const response = { ...unverified.response, userHandle: userHandle! };
    expect(await signInBy(page, { ...unverified, response })).toEqual(refused);
    expect(await isSignedIn(page)).toBe(false);
    await careless.visitor.leave();
  }, patience);
});

describe("An answer of the device", () => {
  test("signs in once: not again with the same challenge, nor with another one", async () => {
    const { visitor: { context }, page } = ada;
    await context.clearCookies();
    await page.goto(`${silo.origin}/sign-in`);
    const asked = await options(page);
    const [state] = (await context.cookies(silo.origin)).filter(({ name }) => name === ceremony);
    const credential = await answer(page, asked);
    expect(await signInBy(page, credential)).toMatchObject({ status: 204 });
    await context.clearCookies();
    expect(await signInBy(page, credential)).toEqual(refused);
    // Overheard together with its cookie.
    await context.addCookies([state!]);
    expect(await signInBy(page, credential)).toEqual(refused);
    await options(page);
    expect(await signInBy(page, credential)).toEqual(refused);
    expect(await isSignedIn(page)).toBe(false);
  }, patience);

  test("that the page itself has sent is worth nothing to who repeats the call", async () => {
    const { page } = ada;
    await page.goto(`${silo.origin}/sign-in`);
    const sent = page.waitForRequest("**/v1/sign-in/passkey");
    await press(page, "Sign in with a passkey");
    const body = (await sent).postData()!;
    await heading(page, "Hello, Ada");
    await signOut(page);
    expect(await post(page, "/v1/sign-in/passkey", body)).toEqual(refused);
    expect(await isSignedIn(page)).toBe(false);
  }, patience);

  test("that another site had made for this server's challenge is refused, whoever brings it", async () => {
    const site = await OtherSite.neighbour();
    const { visitor, page, device } = ada;
    const lure = await visitor.context.newPage();
    await lure.goto(site.origin);
    await device.syncTo(await Authenticator.of({ context: visitor.context, page: lure }));
    // The attacker's own browser asks the server, its page asks the person's device.
    const attacker = await come();
    await attacker.page.goto(`${silo.origin}/sign-in`);
    const credential = await answer(lure, await options(attacker.page));
    expect(await signInBy(attacker.page, credential)).toEqual(refused);
    expect(await isSignedIn(attacker.page)).toBe(false);
    // And with a word about the origin that is not true: it is signed.
    const asked = await options(attacker.page);
    const forged = await answer(lure, asked);
    const said = JSON.parse(Buffer.from(forged.response.clientDataJSON, "base64url").toString()) as object;
    const clientDataJSON = Buffer.from(JSON.stringify({ ...said, origin: silo.origin })).toString("base64url");
    const changed = { ...forged, response: { ...forged.response, clientDataJSON } };
    expect(await signInBy(attacker.page, changed)).toEqual(refused);
    expect(await isSignedIn(page)).toBe(false);
    await Promise.all([attacker.visitor.leave(), lure.close(), site.stop()]);
  }, patience);

  test("of one account signs in to no other", async () => {
    const ben = await come();
    const { page, device } = ben;
    await askForLink(page, silo, "ben@example.org");
    await page.goto(await silo.mailedLink("ben@example.org"));
    await press(page, "Yes, create it");
    await heading(page, "Make your keys");
    await press(page, "Sign out");
    await heading(page, "Sign in");
    expect(await device.count()).toBe(1);
    const [mine, theirs] = [await answer(page, await options(page)), await answer(ada.page, await options(ada.page))];
    for (const [what, change] of Object.entries({
      account: (own: Assertion) =>
        ({ ...own, response: { ...own.response, userHandle: theirs.response.userHandle! } }),
      passkey: (own: Assertion) => ({ ...own, id: theirs.id, rawId: theirs.rawId }),
      both: (own: Assertion) => ({
        ...own, id: theirs.id, rawId: theirs.rawId,
        response: { ...own.response, userHandle: theirs.response.userHandle! },
      }),
      nobody: (own: Assertion) => ({ ...own, response: { ...own.response, userHandle: "AAAA" } }),
    })) {
      const own = await answer(page, await options(page));
      expect([what, await signInBy(page, change(own))]).toEqual([what, refused]);
    }
    expect(mine.response.userHandle).not.toBe(theirs.response.userHandle);
    // Ada's device, asked with ben's challenge, signs Ada in, and only in ben's browser.
    expect(await signInBy(page, await answer(ada.page, await options(page)))).toMatchObject({ status: 204 });
    await page.goto(`${silo.origin}/settings`);
    await page.getByText("ada@example.org").first().waitFor();
    await ben.visitor.leave();
  }, patience);
});

describe("The keys", () => {
  test("are opened by the passkey that sealed them, by no other, and by the passphrase always", async () => {
    const { page, device } = ada;
    await page.goto(`${silo.origin}/sign-in`);
    await press(page, "Sign in with a passkey");
    await heading(page, "Hello, Ada");
    await unlock(page);
    await page.getByRole("link", { name: "Settings" }).first().click();
    await press(page, "Unlock with my passkey too");
    await page.getByText("Your passkey opens the keys on this device").waitFor();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(kept).toContain("cex.keys.passkey");
    expect(kept).not.toContain(passphrase);
    await keysBadge(page, "Unlocked").click();
    await device.clear();
    await keysBadge(page, "Locked").click();
    await press(page, "Unlock with your passkey");
    await page.getByText("The passkey was not used.").waitFor();
    await page.getByLabel("Passphrase").fill(passphrase);
    await press(page, "Unlock");
    await keysBadge(page, "Unlocked").waitFor();
  }, patience);

  test("stay under the passphrase alone where the passkey gives no secret, and the page says so", async () => {
    const cal = await come({ hasPrf: false });
    const { page, visitor: { errors } } = cal;
    await askForLink(page, silo, "cal@example.org");
    await page.goto(await silo.mailedLink("cal@example.org"));
    await press(page, "Yes, create it");
    await heading(page, "Make your keys");
    await makeKeys(page);
    await heading(page, "Hello, cal");
    await page.getByRole("link", { name: "Settings" }).first().click();
    await press(page, "Unlock with my passkey too");
    await page.getByText("This passkey can sign in, but this browser or device cannot open keys with it.").waitFor();
    await keysBadge(page, "Unlocked").click();
    await keysBadge(page, "Locked").click();
    await page.getByRole("dialog").getByLabel("Passphrase").waitFor();
    expect(await page.getByRole("button", { name: "Unlock with your passkey" }).count()).toBe(0);
    await page.getByLabel("Passphrase").fill(passphrase);
    await press(page, "Unlock");
    await keysBadge(page, "Unlocked").waitFor();
    expect(errors).toEqual([]);
    await cal.visitor.leave();
  }, patience);

  async function unlock(page: Page): Promise<void> {
    await keysBadge(page, "Locked").click();
    await page.getByLabel("Passphrase").fill(passphrase);
    await press(page, "Unlock");
    await keysBadge(page, "Unlocked").waitFor();
  }
});
