import { ExchangeError, type Entry } from "@contextexchange/sdk";
import { describe, expect, test } from "vitest";
import { factOf, nothingRead, readOn } from "../../src/usage/conversationFacts.js";
import { figuresOf, percentile, type Fact } from "../../src/usage/figures.js";
import { rangeNames, ranges } from "../../src/usage/ranges.js";
import { undeliveredOf } from "../../src/usage/undelivered.js";

const minute = 60_000;
const now = 1_800_000_000_000;
const range = { span: 10 * minute, step: minute };
const message = (hash: string, at: number): Fact => ({ kind: "message", hash, at });
const stub = (hash: string, at: number): Fact => ({ kind: "stub", hash, at });

describe("Figures over time", () => {
  test.each(rangeNames)("of %s have whole steps that end with the one that is under way", (name) => {
    const { span, step } = ranges[name];
    for (const at of [now, now + 1, now + step - 1]) {
      const { steps } = figuresOf([], ranges[name], at);
      expect(steps).toHaveLength(span / step);
      expect(steps.at(-1)!.from).toBe(Math.floor(at / step) * step);
      expect(steps.every(({ from }, i) => i === 0 || from - steps[i - 1]!.from === step)).toBe(true);
    }
  });

  test("count a message in the step in which it was stored, and nothing outside of the range", () => {
    const { steps, total } = figuresOf(
      [message("a", now), message("b", now + 1), message("c", now - minute), message("d", now - 11 * minute), message("e", now + minute)],
      range, now);
    expect(steps.map(({ delivered }) => delivered)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
    expect(total.delivered).toBe(3);
  });

  test("count what was withheld once, and not at all when it was delivered after all", () => {
    const { total } = figuresOf(
      [stub("a", now - 3 * minute), stub("b", now - 2 * minute), message("b", now - minute)], range, now);
    expect(total).toMatchObject({ delivered: 1, heldBack: 1, approved: 1 });
  });

  test("tell how long an approval took where it ended, also of what was held before the range", () => {
    const { steps } = figuresOf([stub("a", now - 60 * minute), message("a", now - minute)], range, now);
    expect(steps[8]).toMatchObject({ approved: 1, p50: 59 * minute, p99: 59 * minute });
    expect(steps[9]).toMatchObject({ approved: 0, p50: null, p99: null });
  });
});

test.each([
  [[], 0.5, null], [[7], 0.5, 7], [[7], 0.99, 7], [[3, 1, 2], 0.5, 2], [[1, 2, 3, 4], 0.5, 2],
  [Array.from({ length: 100 }, (_, i) => 100 - i), 0.99, 99], [Array.from({ length: 200 }, (_, i) => i + 1), 0.99, 198],
])("of %j at %d the percentile is %j", (values, part, found) => expect(percentile(values, part)).toBe(found));

describe("Reading conversations", () => {
  const stubEntry = (n: number): Entry => ({
    sequence: n, kind: "stub", at: n, connection: "00".repeat(16), body: new Uint8Array(72).fill(n), tag: null,
  });

  test("takes the hash of a withheld message, and nothing of what is neither", () => {
    expect(factOf(stubEntry(7))).toEqual({ kind: "stub", at: 7, hash: "07".repeat(32) });
    expect(factOf({ ...stubEntry(7), kind: "notice" })).toBeNull();
    expect(factOf({ ...stubEntry(7), kind: "message" })).toBeNull();
    expect(factOf({ ...stubEntry(7), body: new Uint8Array(3) })).toBeNull();
  });

  test("reads page after page, and later only the last one again", async () => {
    const asked: (string | null)[] = [];
    const pages = new Map<string | null, Entry[]>([[null, [stubEntry(1), stubEntry(2)]], ["2", [stubEntry(3)]]]);
    const readPage = (after: string | null) => {
      asked.push(after);
      return Promise.resolve({ items: pages.get(after)!, next: after === null ? "2" : null });
    };
    const first = await readOn(nothingRead, readPage);
    pages.get("2")!.push(stubEntry(4));
    const second = await readOn(first, readPage);
    expect(asked).toEqual([null, "2", "2"]);
    expect([...second.settled, ...second.tail].map(({ at }) => at)).toEqual([1, 2, 3, 4]);
    expect([first.isWhole, second.isWhole]).toEqual([true, true]);
  });

  test("stops after fifty pages and goes on there", async () => {
    const readPage = (after: string | null) => {
      const page = Number(after ?? 0);
      return Promise.resolve({ items: [stubEntry(page % 200)], next: page < 59 ? String(page + 1) : null });
    };
    const first = await readOn(nothingRead, readPage);
    expect([first.isWhole, first.after, first.settled.length]).toEqual([false, "50", 50]);
    const second = await readOn(first, readPage);
    expect([second.isWhole, second.settled.length + second.tail.length]).toEqual([true, 60]);
  });

  test("begins anew when the server was restored", async () => {
    const before = { after: "9", settled: [stub("a", 1)], tail: [], isWhole: true };
    const refused = () => Promise.reject(new ExchangeError("cursor-ahead", "restored"));
    expect(await readOn(before, refused)).toEqual(nothingRead);
    await expect(readOn(nothingRead, refused)).rejects.toThrow("restored");
  });
});

describe("What an agent has not fetched", () => {
  const device = (acknowledged: number, standing: "active" | "revoked") =>
    ({ device: "d", name: "d", standing, online: false, acknowledged, enrolledAt: 1 });
  const agent = { agent: "a", displayName: "a", frozen: false, online: false, mailboxHead: 9, createdAt: 1 };

  test("is counted for the device that is furthest behind", () => {
    expect(undeliveredOf({ ...agent, devices: [device(8, "active"), device(4, "active"), device(0, "revoked")] })).toBe(5);
  });

  test("is not known without an active device", () => {
    expect(undeliveredOf({ ...agent, devices: [device(0, "revoked")] })).toBeNull();
  });
});
