import { ExchangeError, type ApprovalInfo } from "@contextexchange/sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Decisions, undoTime, type Decision, type Sent } from "../../src/approvals/decisions.js";

const held = (message: string): ApprovalInfo => ({
  message, connection: "c", sender: "s", recipient: "r", category: "projects", side: "s", heldAt: 0, expiresAt: 1,
  envelope: new Uint8Array(0),
});
const decision = (message: string): Decision => ({ held: held(message), verdict: "approve", note: "" });

let sent: string[];
let fails: Map<string, Error>;
let decisions: Decisions;
let told: Sent[];

beforeEach(() => {
  vi.useFakeTimers();
  [sent, fails, told] = [[], new Map(), []];
  decisions = new Decisions(async ({ held: { message } }) => {
    const error = fails.get(message);
    if (error !== undefined) throw error;
    sent.push(message);
  });
});

afterEach(() => vi.useRealTimers());

describe("A decision", () => {
  test("is sent when its time to be taken back is over, and not before", async () => {
    decisions.decide([decision("one")], (what) => told.push(what));
    await vi.advanceTimersByTimeAsync(undoTime - 1);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual(["one"]);
    expect(told[0]!.done).toHaveLength(1);
  });

  test("that is taken back is never sent, and is offered again", async () => {
    const takeBack = decisions.decide([decision("one")], (what) => told.push(what));
    expect([...decisions.current()]).toEqual(["one"]);
    expect(takeBack()).toBe(true);
    await vi.advanceTimersByTimeAsync(undoTime * 2);
    expect([sent, told, [...decisions.current()]]).toEqual([[], [], []]);
  });

  test("that was sent cannot be taken back", async () => {
    const takeBack = decisions.decide([decision("one")], () => undefined);
    await vi.advanceTimersByTimeAsync(undoTime);
    expect(takeBack()).toBe(false);
  });

  test("is sent once, however often it is made", async () => {
    decisions.decide([decision("one")], () => undefined);
    decisions.decide([decision("one")], () => undefined);
    void decisions.flush();
    void decisions.flush();
    await vi.advanceTimersByTimeAsync(undoTime * 2);
    expect(sent).toEqual(["one"]);
  });

  test("leaves at once when the page is left", async () => {
    decisions.decide([decision("one")], () => undefined);
    expect(decisions.isPending).toBe(true);
    void decisions.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(["one"]);
    expect(decisions.isPending).toBe(false);
  });

  test("that does not go through stays, with its note, until it is made again or its message is gone", async () => {
    fails.set("one", new ExchangeError("unreachable", "down", { retryable: true }));
    fails.set("two", new ExchangeError("unreachable", "down", { retryable: true }));
    const back = { held: held("one"), verdict: "send-back", note: "Name the day." } as const;
    decisions.decide([back, decision("two")], () => undefined);
    await vi.advanceTimersByTimeAsync(undoTime);
    expect([...decisions.unsent().keys()]).toEqual(["one", "two"]);
    expect(decisions.unsent().get("one")).toEqual(back);
    expect(decisions.current().size).toBe(0);
    fails.clear();
    decisions.decide([decisions.unsent().get("one")!], () => undefined);
    expect([...decisions.unsent().keys()]).toEqual(["two"]);
    await vi.advanceTimersByTimeAsync(undoTime);
    decisions.prune(new Set());
    expect([sent, decisions.unsent().size]).toEqual([["one"], 0]);
  });

  test("that somebody else made before is not offered again", async () => {
    fails.set("one", new ExchangeError("used", "decided"));
    decisions.decide([decision("one")], () => undefined);
    await vi.advanceTimersByTimeAsync(undoTime);
    expect(decisions.unsent().size).toBe(0);
  });

  test("has its answer when everything was sent", async () => {
    decisions.decide([decision("one"), decision("two")], (what) => told.push(what));
    await decisions.flush();
    expect(sent).toEqual(["one", "two"]);
    expect(told[0]!.done).toHaveLength(2);
  });

  test("that somebody else has made is told as such, and the others go on", async () => {
    fails.set("one", new ExchangeError("used", "decided"));
    decisions.decide([decision("one"), decision("two")], (what) => told.push(what));
    await vi.advanceTimersByTimeAsync(undoTime);
    expect(sent).toEqual(["two"]);
    expect(told[0]).toMatchObject({ elsewhere: [{ held: { message: "one" } }], failed: [] });
  });

  test("that fails is offered again", async () => {
    fails.set("one", new ExchangeError("unreachable", "down", { retryable: true }));
    decisions.decide([decision("one")], (what) => told.push(what));
    await vi.advanceTimersByTimeAsync(undoTime);
    expect(told[0]!.failed).toHaveLength(1);
    expect([...decisions.current()]).toEqual([]);
  });

  test("is forgotten when its message is in no list any more", async () => {
    decisions.decide([decision("one")], () => undefined);
    decisions.prune(new Set());
    expect([...decisions.current()]).toEqual(["one"]);
    await vi.advanceTimersByTimeAsync(undoTime);
    decisions.prune(new Set());
    expect([...decisions.current()]).toEqual([]);
  });
});
