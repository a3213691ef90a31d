import { describe, expect, test } from "vitest";
import { presets, profileOf, summaryOf } from "../../src/invites/presets.js";

describe("A ready-made contract", () => {
  test("says what it lets pass, what it asks about and what it refuses", () => {
    expect(summaryOf("balanced")).toEqual({
      flows: ["schedule", "knowledge"], asks: ["projects", "requests", "personal"], refuses: ["health", "finances"],
    });
    expect(summaryOf("minimal")).toMatchObject({ flows: ["schedule"], asks: [] });
  });

  test.each(presets)("%s says of every category one of the three", (preset) => {
    const { flows, asks, refuses } = summaryOf(preset);
    expect([...flows, ...asks, ...refuses].sort()).toEqual(
      ["finances", "health", "knowledge", "personal", "projects", "requests", "schedule"]);
  });
});

test.each([["alice", "alice"], ["a-b_c.9", "a-b_c.9"], ["two words", "NAME"], ["x; rm -rf ~", "NAME"], ["-as", "NAME"], ["", "NAME"]])(
  "the command line calls %j %s", (name, profile) => expect(profileOf(name)).toBe(profile));
