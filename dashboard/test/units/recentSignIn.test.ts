import { ExchangeError } from "@contextexchange/sdk";
import { expect, test } from "vitest";
import { recently, recentSignIn } from "../../src/account/recentSignIn.js";

const tooOld = (): ExchangeError => new ExchangeError("reauthenticate", "Sign in again.");

test("what the server lets pass is done at once, and nobody is asked", async () => {
  expect(await recently(() => Promise.resolve(7))).toBe(7);
  expect(recentSignIn.current()).toBeNull();
});

test("what needs a newer sign-in is done after it, once", async () => {
  let isRecent = false;
  let done = 0;
  const work = recently(() => isRecent ? Promise.resolve(++done) : Promise.reject(tooOld()));
  const asking = await new Promise<ReturnType<typeof recentSignIn.current>>((resolve) => {
    const stop = recentSignIn.subscribe(() => { stop(); resolve(recentSignIn.current()); });
  });
  isRecent = true;
  asking!.done();
  expect(await work).toBe(1);
  expect(recentSignIn.current()).toBeNull();
});

test("who does not sign in again hears that nothing was changed", async () => {
  const stop = recentSignIn.subscribe(() => { stop(); queueMicrotask(() => recentSignIn.current()!.cancel()); });
  await expect(recently(() => Promise.reject(tooOld()))).rejects.toMatchObject({ code: "not-confirmed" });
});

test("another refusal is told as it is", async () => {
  const refused = new ExchangeError("limit-reached", "Too many.");
  await expect(recently(() => Promise.reject(refused))).rejects.toBe(refused);
});
