import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { vectorFolder } from "../vectors/vectorFiles.js";
import { BrowserPage, chromiumPath } from "./chromium.js";
import type * as PageScript from "./pageScript.js";

declare const sdk: typeof PageScript;

const CASES = 914;
const ACCEPTED = 43;
const REFUSED = ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"];

interface CctvCase {
  readonly key: string;
  readonly sig: string;
  readonly msg: string;
  readonly flags: readonly string[] | null;
}

describe.skipIf(chromiumPath === undefined)("in Chromium", () => {
  let browser: BrowserPage;

  beforeAll(async () => {
    browser = await BrowserPage.open("test/browser/pageScript.ts");
  }, 120_000);

  afterAll(async () => {
    await browser.close();
  });

  test("the platform has both curves", async () => {
    expect(await browser.page.evaluate(() => sdk.curves())).toEqual([true, true]);
  });

  test.skipIf(vectorFolder === undefined)(`Ed25519 decides all ${CASES} cases of CCTV by the rule`, { timeout: 120_000 },
    async () => {
      const path = join(vectorFolder ?? "", "cctv", "ed25519vectors.json");
      const vectors = JSON.parse(readFileSync(path, "utf8")) as CctvCase[];
      const cases = vectors.map(({ key, msg, sig }) => ({ key, message: msg, signature: sig }));
      const verdicts = await browser.page.evaluate((all) => sdk.verifyAll(all), cases);
      const expected = vectors.map(({ flags }) => !(flags ?? []).some((flag) => REFUSED.includes(flag)));
      expect(verdicts).toEqual(expected.map((valid) => [valid, valid]));
      expect([verdicts.length, expected.filter((valid) => valid).length]).toEqual([CASES, ACCEPTED]);
    });

  test("a message is sealed, opened and answered", { timeout: 120_000 }, async () => {
    expect(await browser.page.evaluate(() => sdk.converse())).toEqual(["question", "answer"]);
  });

  test("a device can have a signing key that is not in its store", async () => {
    const { row, isSigned, loads } = await browser.page.evaluate(() => sdk.hiddenKey());
    expect([isSigned, loads]).toEqual([true, true]);
    expect(row.slice(64)).toBe("0".repeat(64));
  });
});
