import { ExchangeError, ProblemError, UnreachableError } from "@contextexchange/sdk";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/exchange/refusals.js";

function refused(code: string, httpStatus: number, retryAfter: number | null): ProblemError {
  return new ProblemError(code, "what the server says", { retryable: true, httpStatus, retryAfter, requestId: null });
}

const said = { "rate-limited": "Too many keys within the hour.", used: "It was used." };

describe("A refusal because of too many", () => {
  test.each([
    [0, "1 s"], [1, "1 s"], [41_200, "42 s"], [60_000, "1 min"], [60_001, "2 min"], [3_541_000, "1 h"],
    [3_660_000, "1 h 1 min"],
  ])("that lasts %d ms says to try again in %s", (wait, text) => {
    expect(explain(refused("rate-limited", 429, wait)))
      .toBe(`Too many requests for the moment. Try again in ${text}.`);
  });

  test("says what there was too much of, where the place knows it", () => {
    expect(explain(refused("rate-limited", 429, 90_000), said))
      .toBe("Too many keys within the hour. Try again in 2 min.");
  });

  test("without a time says to wait a little", () => {
    expect(explain(refused("rate-limited", 429, null)))
      .toBe("Too many requests for the moment. Wait a little and try again.");
    expect(explain(new ExchangeError("rate-limited", "on a socket"), said))
      .toBe("Too many keys within the hour. Wait a little and try again.");
  });

  test("is one also where something in front of the server says so", () => {
    expect(explain(refused("http-429", 429, 5_000))).toBe("Too many requests for the moment. Try again in 5 s.");
  });
});

test("other refusals say no time", () => {
  expect(explain(refused("used", 409, 5_000), said)).toBe("It was used.");
  expect(explain(refused("draining", 503, 5_000))).toBe("what the server says");
  expect(explain(new UnreachableError("here", null))).toBe("The server does not answer");
});
