import { ExchangeError, type Entry, type EntryPage } from "@contextexchange/sdk";
import { describe, expect, test } from "vitest";
import { factOf, nothingRead, readOn, type ConversationFacts } from "../../src/usage/conversationFacts.js";
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

  /** A conversation of one withheld message a millisecond, `size` on a page. */
  const kept = (entries: Entry[], size: number) => {
    const asked: string[] = [];
    const page = (items: Entry[], next: string | null, previous: string | null): Promise<EntryPage> =>
      Promise.resolve({ items, next, previous, last: items.length > 0 ? String(items.at(-1)!.sequence) : null });
    return {
      asked,
      before: (place: string | null) => {
        asked.push(`before ${place}`);
        const known = entries.filter(({ sequence }) => place === null || sequence < Number(place));
        return page(known.slice(-size), null, known.length > size ? String(known.at(-size)!.sequence) : null);
      },
      after: (place: string) => {
        asked.push(`after ${place}`);
        const known = entries.filter(({ sequence }) => sequence > Number(place));
        return page(known.slice(0, size), known.length > size ? String(known[size - 1]!.sequence) : null, null);
      },
    };
  };
  const upTo = (last: number): Entry[] => Array.from({ length: last }, (_, at) => stubEntry(at + 1));
  const times = ({ facts }: ConversationFacts): number[] => facts.map(({ at }) => at);

  test("goes back from the end only as far as is wanted, and later reads only what is new", async () => {
    const entries = upTo(9);
    const pages = kept(entries, 2);
    const first = await readOn(nothingRead, pages, 5);
    entries.push(stubEntry(10));
    const second = await readOn(first, pages, 5);
    expect(pages.asked).toEqual(["before null", "before 8", "before 6", "after 9"]);
    expect([times(first), first.isWhole]).toEqual([[4, 5, 6, 7, 8, 9], true]);
    expect([times(second), second.isWhole]).toEqual([[4, 5, 6, 7, 8, 9, 10], true]);
  });

  test("goes on where it was when more of the past is wanted", async () => {
    const pages = kept(upTo(5), 2);
    const first = await readOn(nothingRead, pages, 5);
    const second = await readOn(first, pages, 0);
    expect([times(first), times(second), second.isWhole]).toEqual([[4, 5], [1, 2, 3, 4, 5], true]);
  });

  test("stops after fifty pages and goes on there", async () => {
    const pages = kept(upTo(60), 1);
    const first = await readOn(nothingRead, pages, 0);
    expect([first.isWhole, first.facts.length]).toEqual([false, 50]);
    const second = await readOn(first, pages, 0);
    expect([second.isWhole, second.facts.length]).toEqual([true, 60]);
  });

  test("of which nothing was said is whole, and begins when something is", async () => {
    const entries: Entry[] = [];
    const pages = kept(entries, 2);
    const first = await readOn(nothingRead, pages, 0);
    entries.push(stubEntry(1));
    const second = await readOn(first, pages, 0);
    expect([first.isWhole, times(second)]).toEqual([true, [1]]);
  });

  test("begins anew when the server was restored", async () => {
    const before = { facts: [stub("a", 1)], previous: null, last: "9", isWhole: true };
    const refused = () => Promise.reject(new ExchangeError("malformed", "restored"));
    const pages = { before: refused, after: refused };
    expect(await readOn(before, pages, 0)).toEqual(nothingRead);
    await expect(readOn(nothingRead, pages, 0)).rejects.toThrow("restored");
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
