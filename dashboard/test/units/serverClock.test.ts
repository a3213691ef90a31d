import { describe, expect, test } from "vitest";
import { ServerClock } from "../../src/exchange/serverClock.js";

const hour = 3_600_000;
const start = Date.UTC(2027, 0, 1);

/** A device whose clock is wrong by so much, beside a server that is right and answers after `delay`. */
function device(error: number, delay = 100) {
  let time = start + 700;
  const clock = new ServerClock(() => time + error);
  const call = clock.watching(async () => {
    time += delay;
    return new Response(null, { headers: { Date: new Date(time).toUTCString() } });
  });
  return { clock, call: () => call("/", {}), right: () => time, correct: () => { error = 0; } };
}

describe("The server's clock", () => {
  test.each([["12 minutes slow", -0.2 * hour], ["26 hours fast", 26 * hour], ["2 minutes and some slow", -125_000]])(
    "is learnt by a device that is %s, which says by how much it is wrong", async (_, error) => {
      const { clock, call, right } = device(error);
      await call();
      expect(Math.abs(clock.now() - right())).toBeLessThan(2_000);
      expect(Math.abs(clock.error() - error)).toBeLessThan(2_000);
    });

  test("is the device's own where the answer's date may be right, however slow the answer", async () => {
    const { clock, call, right } = device(0, 50_000);
    await call();
    expect([clock.now(), clock.error()]).toEqual([right(), 0]);
  });

  test("does not waver from answer to answer", async () => {
    const { clock, call, right } = device(-hour, 330);
    await call();
    const told: number[] = [];
    for (let i = 0; i < 20; i++) {
      await call();
      told.push(clock.now() - right());
    }
    expect(new Set(told).size).toBe(1);
  });

  test("of a device that was only a minute wrong is known, and nothing is said", async () => {
    const { clock, call, right } = device(60_000);
    await call();
    expect(Math.abs(clock.now() - right())).toBeLessThan(2_000);
    expect(clock.error()).toBe(0);
  });

  test("ends its complaint when the device's clock is set right, and tells whoever shows it", async () => {
    const { clock, call, correct } = device(-hour);
    const told: number[] = [];
    clock.subscribe(() => told.push(clock.error()));
    await call();
    correct();
    await call();
    expect(told).toHaveLength(2);
    expect(told[1]).toBe(0);
  });

  test("is left alone by an answer without a date", async () => {
    const clock = new ServerClock(() => start);
    await clock.watching(async () => new Response())("/", {});
    expect(clock.now()).toBe(start);
  });
});
