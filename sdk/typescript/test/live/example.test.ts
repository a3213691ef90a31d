import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { meetAndTalk } from "../../examples/twoAgents.js";
import { FakeExchange } from "./fakeExchange.js";
import { ManualClock } from "./manualClock.js";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the README's example runs and ends", async () => {
  const clock = new ManualClock(1_800_000_000_000);
  const exchange = new FakeExchange(clock);
  expect(await meetAndTalk(exchange.origin, { clock, fetch: exchange.fetch, webSocket: exchange.webSocket })).toBe("Yes.");
});

test("the README shows exactly the example", () => {
  const shown = /```ts\n([^]*?)\n```/.exec(read("README.md"))![1]!;
  const code = read("examples/twoAgents.ts").replace("\"../src/index.js\"", "\"@contextexchange/sdk\"").replace(/^\/\/.*\n/, "");
  expect(shown).toBe(code.trimEnd());
});
