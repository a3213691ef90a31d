import { ExchangeError, type Entry, type EntryPage } from "@contextexchange/sdk";
import { describe, expect, test, vi } from "vitest";
import type { ThreadText } from "../../src/keys/keyCalls.js";

vi.mock("../../src/inbox/threadMessage.js", () => ({
  messageOf: (entry: Entry) => entry.kind === "message" ? { hash: `h${entry.sequence}`, entry } : null,
}));
const { Thread } = await import("../../src/inbox/Thread.js");
const { ThreadTexts } = await import("../../src/inbox/ThreadTexts.js");

const id = "0".repeat(32);
const entry = (sequence: number, kind: Entry["kind"] = "message"): Entry => ({
  sequence, kind, at: sequence, connection: id, body: new Uint8Array(), tag: null,
});

/** A conversation as a server keeps it: places are sequences. */
class Kept {
  readonly asked: string[] = [];
  constructor(readonly entries: Entry[], readonly size: number) {}

  readonly before = async (place: string | null): Promise<EntryPage> => {
    this.asked.push(`before ${place}`);
    const known = this.entries.filter(({ sequence }) => place === null || sequence < Number(place));
    const items = known.slice(-this.size);
    return {
      items, next: null, previous: known.length > items.length ? String(items[0]!.sequence) : null,
      last: items.length > 0 ? String(items.at(-1)!.sequence) : null,
    };
  };

  readonly after = async (place: string | null): Promise<EntryPage> => {
    this.asked.push(`after ${place}`);
    const known = this.entries.filter(({ sequence }) => sequence > Number(place ?? 0));
    const items = known.slice(0, this.size);
    const last = items.length > 0 ? String(items.at(-1)!.sequence) : place;
    return { items, next: known.length > items.length ? last : null, previous: null, last };
  };
}

const numbers = (thread: InstanceType<typeof Thread>): number[] | undefined =>
  thread.current().messages?.map(({ entry: { sequence } }) => sequence);
const upTo = (last: number): Entry[] => Array.from({ length: last }, (_, at) => entry(at + 1));

describe("A conversation", () => {
  test("begins with its newest page", async () => {
    const kept = new Kept(upTo(9), 3);
    const thread = new Thread(kept);
    expect(thread.current().messages).toBeNull();
    await thread.refresh();
    expect(numbers(thread)).toEqual([7, 8, 9]);
    expect(thread.current().hasOlder).toBe(true);
    expect(kept.asked).toEqual(["before null"]);
  });

  test("reads no more than what is new when it looks again, over several pages", async () => {
    const kept = new Kept(upTo(9), 3);
    const thread = new Thread(kept);
    await thread.refresh();
    kept.entries.push(entry(10), entry(11), entry(12), entry(13));
    await thread.refresh();
    expect(numbers(thread)).toEqual([7, 8, 9, 10, 11, 12, 13]);
    expect(kept.asked.slice(1)).toEqual(["after 9", "after 12"]);
  });

  test("goes back page by page to its start, once for all who ask at the same time", async () => {
    const kept = new Kept(upTo(7), 3);
    const thread = new Thread(kept);
    await thread.refresh();
    await Promise.all([thread.readOlder(), thread.readOlder()]);
    expect(numbers(thread)).toEqual([2, 3, 4, 5, 6, 7]);
    await thread.readOlder();
    expect([numbers(thread)?.length, thread.current().hasOlder]).toEqual([7, false]);
    await thread.readOlder();
    expect(kept.asked).toEqual(["before null", "before 5", "before 2"]);
  });

  test("goes on for who asks for the next page in the moment in which one is there", async () => {
    const thread = new Thread(new Kept(upTo(9), 2));
    await thread.refresh();
    thread.subscribe(() => { if (thread.current().hasOlder) void thread.readOlder(); });
    await thread.readOlder();
    await vi.waitFor(() => expect(numbers(thread)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  test("leaves out what is no message, and goes on behind it", async () => {
    const kept = new Kept([entry(1), entry(2, "stub")], 3);
    const thread = new Thread(kept);
    await thread.refresh();
    kept.entries.push(entry(3));
    await thread.refresh();
    expect(numbers(thread)).toEqual([1, 3]);
    expect(kept.asked).toEqual(["before null", "after 2"]);
  });

  test("begins anew where its places are lost, as after a restore", async () => {
    const kept = new Kept(upTo(9), 3);
    const thread = new Thread({
      before: kept.before,
      after: async () => { throw new ExchangeError("malformed", "no place of this server"); },
    });
    await thread.refresh();
    kept.entries.splice(4);
    await thread.refresh();
    expect(numbers(thread)).toEqual([2, 3, 4]);
  });

  test("passes other failures on and has what it had", async () => {
    const kept = new Kept(upTo(9), 3);
    const down = new ExchangeError("unreachable", "down", { retryable: true });
    let isDown = true;
    const thread = new Thread({
      before: kept.before,
      after: async (place) => {
        if (isDown) throw down;
        return kept.after(place);
      },
    });
    await thread.refresh();
    await expect(thread.refresh()).rejects.toBe(down);
    isDown = false;
    kept.entries.push(entry(10));
    await thread.refresh();
    expect(numbers(thread)).toEqual([7, 8, 9, 10]);
  });
});

describe("The texts of a conversation", () => {
  const message = (sequence: number) => ({ hash: `h${sequence}`, entry: entry(sequence) }) as never;
  const textOf = ({ sequence }: Entry): ThreadText =>
    ({ state: "read", hash: `h${sequence}`, text: `text ${sequence}`, subject: "", note: "", kind: "text" });
  const many = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, at) => message(first + at));

  test("are each opened once, the newest first, and only the first call asks for keys anew", async () => {
    const calls: [number[], boolean][] = [];
    const texts = new ThreadTexts(async (entries, isFirst) => {
      calls.push([entries.map(({ sequence }) => sequence), isFirst]);
      return entries.map(textOf);
    });
    texts.want(many(1, 70));
    await vi.waitFor(() => expect(texts.current().texts.size).toBe(70));
    texts.want(many(1, 71));
    await vi.waitFor(() => expect(texts.current().texts.size).toBe(71));
    expect(calls.map(([numbers, isFirst]) => [numbers[0], numbers.at(-1), isFirst]))
      .toEqual([[21, 70, true], [1, 20, false], [71, 71, false]]);
  });

  test("are tried again after a failure when more is wanted", async () => {
    const refused = new ExchangeError("peer-unverified", "not compared");
    let isRefused = true;
    const texts = new ThreadTexts(async (entries) => {
      if (isRefused) throw refused;
      return entries.map(textOf);
    });
    texts.want(many(1, 2));
    await vi.waitFor(() => expect(texts.current().error).toBe(refused));
    isRefused = false;
    texts.want(many(1, 3));
    await vi.waitFor(() => expect([texts.current().texts.size, texts.current().error]).toEqual([3, null]));
  });
});
