import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Patience } from "../../src/inbox/Patience.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("What fails is asked for again later each time, and soon again after it has come", () => {
  const patience = new Patience();
  const waits: number[] = [];
  const fail = (): void => {
    const began = Date.now();
    patience.failed(() => waits.push(Date.now() - began));
    expect(patience.isWaiting).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(patience.isWaiting).toBe(false);
  };
  for (let i = 0; i < 7; i++) fail();
  patience.succeeded();
  fail();
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 1_000]);
});

test("Who asks no more is not asked", () => {
  const patience = new Patience();
  const again = vi.fn();
  patience.failed(again);
  patience.end();
  vi.advanceTimersByTime(60_000);
  expect([again.mock.calls.length, patience.isWaiting]).toEqual([0, false]);
});
