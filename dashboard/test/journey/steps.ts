import { expect } from "vitest";
import type { Locator, Page } from "playwright-core";
import { passphrase, type Silo } from "./silo.js";

// What people do again and again.

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { name, exact: true }).waitFor();

/** The button beside the menu that says whether the keys are open; on a phone it stands in the bar above. */
export const keysBadge = (page: Page, state: string): Locator =>
  page.getByRole("button", { name: new RegExp(`^${state}`) }).filter({ visible: true });

export const live = (page: Page): Promise<void> => page.getByText("Live", { exact: true }).waitFor();

/** Nothing waits for this person's decision any more. */
export const calm = (page: Page): Promise<void> => page.getByText("Nothing waits for you", { exact: true }).waitFor();

/** Signs in by the owner's keys, which are taken over and stay open. */
export async function takeOver(page: Page, silo: Silo, profile: string): Promise<void> {
  await page.goto(silo.ownerLink(profile));
  await page.getByLabel("Passphrase").fill(passphrase);
  await press(page, "Take over and unlock");
  await heading(page, "Approvals");
  await live(page);
}

export async function askForLink(page: Page, silo: Silo, email: string): Promise<void> {
  await page.goto(`${silo.origin}/sign-in`);
  await page.getByLabel("Mail address").fill(email);
  await press(page, "Send me a link");
  await heading(page, "Look into your mail");
}

export async function makeKeys(page: Page): Promise<void> {
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await page.getByLabel("Passphrase again").fill(passphrase);
  await press(page, "Make my keys");
  await press(page, "I have kept it");
}

/** A new account with its keys, in a browser without passkeys: by mail and without anything better. */
export async function openAccount(page: Page, silo: Silo, email: string): Promise<void> {
  await askForLink(page, silo, email);
  await page.goto(await silo.mailedLink(email));
  await press(page, "Yes, create it");
  await press(page, "Go on without");
  await makeKeys(page);
  await heading(page, `Hello, ${email.split("@")[0]}`);
}

export interface Answer {
  readonly status: number;
  /** What a refusal is called; null for none. */
  readonly code: string | null;
}

/** Posts from inside the page, as its own scripts do. */
export function post(page: Page, path: string, body: unknown): Promise<Answer> {
  return page.evaluate(async ([to, text]) => {
    const response = await fetch(to!, {
      method: "POST", body: text!, headers: { "Content-Type": "application/json" }, credentials: "same-origin",
    });
    const answer = await response.json().catch(() => null) as { readonly code?: string } | null;
    return { status: response.status, code: response.ok ? null : answer?.code ?? null };
  }, [path, typeof body === "string" ? body : JSON.stringify(body)]);
}

/** Whether the browser of this page is signed in, as the server sees it. */
export async function isSignedIn(page: Page): Promise<boolean> {
  const status = await page.evaluate(async () => (await fetch("/v1/sessions")).status);
  expect([200, 401]).toContain(status);
  return status === 200;
}
