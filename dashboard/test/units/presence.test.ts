import { expect, test } from "vitest";
import { presence } from "../../src/shell/presence.js";

test("who uses the page says so once in 45 seconds", () => {
  let time = 0;
  let said = 0;
  const touched = presence(() => { said++; return Promise.resolve(); }, () => time);
  for (time = 0; time < 100_000; time += 1_000) touched();
  expect(said).toBe(3);
});

test("a word that did not arrive is said again with the next touch", async () => {
  let said = 0;
  const touched = presence(() => { said++; return Promise.reject(new Error("offline")); }, () => 0);
  touched();
  await Promise.resolve();
  await Promise.resolve();
  touched();
  expect(said).toBe(2);
});
