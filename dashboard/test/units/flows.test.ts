import type { Level, Terms } from "@contextexchange/sdk";
import { describe, expect, test } from "vitest";
import { effectsOf, flowOf, flowsOf } from "../../src/connections/flows.js";

const terms = (share: Level, receive: Level, ownerReads = true): Terms =>
  ({ levels: { schedule: { share, receive } }, ownerReads });

describe("What two levels make together", () => {
  test.each<[Level, Level, string]>([
    ["auto", "auto", "auto"], ["auto", "ask", "they"], ["auto", "never", "never"],
    ["ask", "auto", "you"], ["ask", "ask", "both"], ["ask", "never", "never"],
    ["never", "auto", "never"], ["never", "ask", "never"], ["never", "never", "never"],
  ])("%s and %s is %s", (own, theirs, flow) => expect(flowOf(own, theirs)).toBe(flow));

  test("what leaves meets what the other side hears, and the other way round", () => {
    const [flow] = flowsOf(terms("ask", "auto"), terms("never", "auto"));
    expect(flow).toMatchObject({ category: "schedule", out: "you", in: "never" });
  });

  test("a category that one side does not name is refused", () => {
    const [, more] = flowsOf(terms("auto", "auto"), { levels: { golf: { share: "auto", receive: "auto" } }, ownerReads: true });
    expect(more).toMatchObject({ category: "golf", out: "never", in: "never" });
  });
});

describe("What a change means", () => {
  test("nothing, where nothing changes", () => {
    expect(effectsOf(terms("auto", "ask"), terms("auto", "ask"))).toEqual([]);
  });

  test("each level that changes is told, in its direction", () => {
    expect(effectsOf(terms("auto", "ask"), terms("ask", "never"))).toEqual([
      { kind: "asks", category: "schedule", direction: "out" }, { kind: "closes", category: "schedule", direction: "in" },
    ]);
  });

  test("reading along is told too", () => {
    expect(effectsOf(terms("auto", "auto"), terms("auto", "auto", false))).toEqual([{ kind: "readsNoMore" }]);
  });
});
