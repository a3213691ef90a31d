import { ExchangeError, type Activity, type ActivityEvent, type ExchangeApi } from "@contextexchange/sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ActivityLog } from "../../src/activity/activityLog.js";
import { connectionOf, linkedEvent } from "../../src/activity/linkedEvent.js";
import { matcherOf, outcomeOf } from "../../src/activity/outcomes.js";

const id = "0".repeat(32);
const event = (at: number, more: Partial<ActivityEvent> = {}): ActivityEvent => ({
  at, kind: "message.accepted", connection: id, from: id, to: id, category: "schedule", status: null, size: 1,
  id: `${at.toString(16)}-${id}`, ...more,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("The activity log", () => {
  test("draws once for all events between two pictures, newest first", () => {
    const frames: (() => void)[] = [];
    const log = new ActivityLog((work) => frames.push(work));
    let drawn = 0;
    log.subscribe(() => drawn++);
    for (let at = 1; at <= 2_000; at++) log.add(event(at));
    expect([frames.length, drawn]).toEqual([1, 0]);
    frames[0]!();
    expect(drawn).toBe(1);
    expect(log.current().events.slice(0, 2).map(({ at }) => at)).toEqual([2_000, 1_999]);
  });

  test("shows single events with the next picture, and lets a batch stand the longer the larger it is", () => {
    const asked: { readonly work: () => void; readonly rest: number }[] = [];
    const log = new ActivityLog((work, rest) => asked.push({ work, rest }));
    let at = 0;
    const arrive = (count: number): number => {
      for (let i = 0; i < count; i++) log.add(event(++at));
      const { work, rest } = asked.pop()!;
      vi.advanceTimersByTime(rest);
      work();
      return rest;
    };
    expect([arrive(1), arrive(4), arrive(2_000), arrive(1)]).toEqual([0, 10, 40, 100]);
    arrive(5);
    vi.advanceTimersByTime(50);
    expect(arrive(1)).toBe(0);
    expect(log.current().events).toHaveLength(at);
  });

  test("counts also what it keeps no longer", () => {
    const frames: (() => void)[] = [];
    const log = new ActivityLog((work) => frames.push(work));
    for (let at = 1; at <= 5_010; at++) log.add(event(at));
    log.add(event(5_010));
    frames[0]!();
    expect(log.current().count).toBe(5_010);
    log.stop();
    expect(log.current().count).toBe(0);
  });

  test("keeps the newest five thousand", () => {
    const log = new ActivityLog((work) => work());
    for (let at = 1; at <= 5_001; at++) log.add(event(at));
    expect(log.current().events).toHaveLength(5_000);
    expect(log.current().events.at(-1)!.at).toBe(2);
  });

  test("keeps a bounded number of those that a page which draws nothing was told, and counts them all", () => {
    const frames: (() => void)[] = [];
    const log = new ActivityLog((work) => frames.push(work));
    for (let at = 1; at <= 52_000; at++) log.add(event(at));
    expect(log.gathered).toBeLessThanOrEqual(10_000);
    expect(frames).toHaveLength(1);
    frames[0]!();
    expect(log.current().count).toBe(52_000);
    expect([log.current().events.length, log.current().events[0]!.at]).toEqual([5_000, 52_000]);
  });

  test("takes in once what is told twice", () => {
    const log = new ActivityLog((work) => work());
    log.add(event(7));
    log.add(event(8));
    log.add(event(7));
    expect(log.current().events.map(({ at }) => at)).toEqual([8, 7]);
  });

  test("goes on after the last event that it has seen, and says when something may be missing", async () => {
    const log = new ActivityLog((work) => work());
    const asked: unknown[] = [];
    const exchange = {
      async *activity(options: { readonly lastEventId?: string }): AsyncGenerator<Activity, void, void> {
        asked.push(options.lastEventId);
        const isFirst = asked.length === 1;
        yield { event: "watching", data: { whole: isFirst } };
        yield { event: "activity", data: { ...event(asked.length) } };
        if (!isFirst) await new Promise(() => undefined);
      },
    } as unknown as ExchangeApi;
    log.start(exchange, () => false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([undefined, event(1).id]);
    expect(log.current().events.map(({ at }) => at)).toEqual([2, 1]);
    expect(log.current().isWhole).toBe(false);
    log.stop();
  });

  test("begins with the event of a link, and orders what is told again by its time", async () => {
    const log = new ActivityLog((work) => work());
    const asked: unknown[] = [];
    const exchange = {
      async *activity(options: { readonly lastEventId?: string }): AsyncGenerator<Activity, void, void> {
        asked.push(options.lastEventId);
        yield { event: "watching", data: { whole: false } };
        for (const at of [2, 9, 5]) yield { event: "activity", data: { ...event(at) } };
        await new Promise(() => undefined);
      },
    } as unknown as ExchangeApi;
    log.start(exchange, () => false, event(2).id);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([event(2).id]);
    expect(log.current().events.map(({ at }) => at)).toEqual([9, 5, 2]);
    expect(log.current().isWhole).toBe(true);
    log.stop();
  });

  test("connects again after a failure, says so, and has lists read anew", async () => {
    const log = new ActivityLog((work) => work());
    let [opened, live] = [0, 0];
    log.onLive = () => live++;
    const exchange = {
      async *activity(): AsyncGenerator<Activity, void, void> {
        yield { event: "watching", data: {} };
        if (++opened === 1) throw new ExchangeError("unreachable", "down", { retryable: true });
        await new Promise(() => undefined);
      },
    } as unknown as ExchangeApi;
    log.start(exchange, () => false);
    await vi.advanceTimersByTimeAsync(0);
    expect(log.current().state).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([log.current().state, opened, live]).toEqual(["live", 2, 2]);
    log.stop();
  });

  test("ends when the server refuses it", async () => {
    const log = new ActivityLog((work) => work());
    const refused: unknown[] = [];
    log.onRefused = (error) => refused.push(error);
    const activity = async function* (): AsyncGenerator<Activity, void, void> {
      throw new ExchangeError("unauthenticated", "over");
    };
    log.start({ activity } as unknown as ExchangeApi, () => true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refused).toHaveLength(1);
  });
});

describe("The event of a link", () => {
  const named = event(255).id;

  test("is what the address of the page names", () => {
    expect(linkedEvent({ pathname: "/activity", search: `?filter=a&event=${named}` })).toBe(named);
    expect(connectionOf(named)).toBe(id);
  });

  test.each([
    ["/approvals", `?event=${named}`], ["/activity", ""], ["/activity", "?event=yesterday"],
    ["/activity", `?event=${named}%0d%0aX-Y:z`], ["/activity", "?event=-"],
  ])("is none of %s%s", (pathname, search) => {
    expect(linkedEvent({ pathname, search })).toBeUndefined();
  });

  test("names no connection where it is none", () => expect(connectionOf("yesterday")).toBeNull());
});

describe("A filter", () => {
  const nameOf = (agent: string): string => agent === id ? "alice" : "bob";

  test("finds by name, category and outcome, whatever the case and order of its words", () => {
    expect(matcherOf("SCHEDULE ali", null, nameOf)(event(1))).toBe(true);
    expect(matcherOf("delivered bob", null, nameOf)(event(1))).toBe(false);
  });

  test("narrows to one group", () => {
    const isWaiting = matcherOf("", "waiting", nameOf);
    expect(isWaiting(event(1, { kind: "message.held" }))).toBe(true);
    expect(isWaiting(event(1))).toBe(false);
  });

  test("shows a kind that is not known here by its own name", () => {
    expect(outcomeOf(event(1, { kind: "moon.rose" }))).toBe("moon.rose");
  });
});
