import { describe, expect, test } from "vitest";
import { dayOf, endOf, sentencesOf, silenceText } from "../../src/connections/policies.js";
import { dayAndTime } from "../../src/exchange/time.js";

const day = 86_400_000;

describe("How long a connection lasts", () => {
  test("is said in three sentences", () => {
    expect(sentencesOf({ expiresAt: null, idleAfterSeconds: null, retention: 0 }, 0)).toEqual([
      "Does not end by itself.", "Silence does not end it.", "Its messages are kept until you delete the agent.",
    ]);
    expect(sentencesOf({ expiresAt: 5 * day, idleAfterSeconds: 86_400, retention: 30 }, 2 * day)).toEqual([
      `Ends on ${dayAndTime(5 * day)}.`, `Ends after 1 day of silence: as it stands, on ${dayAndTime(3 * day)}.`,
      "Its messages are kept for 30 days.",
    ]);
  });

  test.each([[3_600, "1 hour"], [7_200, "2 hours"], [86_400, "1 day"], [604_800, "7 days"], [90_000, "25 hours"]])(
    "a silence of %d seconds is %s", (seconds, text) => expect(silenceText(seconds)).toBe(text));

  test("a day ends with its last second on this device's clock", () => {
    const end = endOf("2027-03-28")!;
    expect([dayOf(end), dayOf(end + 1_000), endOf("")]).toEqual(["2027-03-28", "2027-03-29", null]);
  });
});
