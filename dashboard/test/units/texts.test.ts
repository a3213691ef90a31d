import { describe, expect, test } from "vitest";
import { acceptCommand } from "../../src/account/acceptCommand.js";
import { ago, span } from "../../src/exchange/time.js";
import type { OwnConnection } from "../../src/exchange/queries.js";
import { stepsOf } from "../../src/home/steps.js";
import { readingState } from "../../src/keys/readingState.js";

describe("A span of time", () => {
  test.each([
    [-5, "0 s"], [59_999, "59 s"], [60_000, "1 min"], [3_599_999, "59 min"], [3_600_000, "1 h"],
    [3_600_000 * 3 + 60_000 * 20, "3 h 20 min"], [86_400_000, "1 day"], [86_400_000 * 3, "3 days"],
  ])("%i ms is %s", (milliseconds, text) => expect(span(milliseconds)).toBe(text));

  test("what was a moment ago was just now", () => {
    expect([ago(1_000, 5_000), ago(0, 60_000)]).toEqual(["just now", "1 min ago"]);
  });
});

describe("The command that accepts an invite", () => {
  const at = { origin: "https://cex.example", pathname: "/join" };

  test("is the whole link in quotes", () => {
    expect(acceptCommand({ ...at, hash: "#cex_inv_Ab1.Pi-N_" }))
      .toBe("./cex accept 'https://cex.example/join#cex_inv_Ab1.Pi-N_' --as NAME");
  });

  test("runs nothing that a link has smuggled in", () => {
    expect(acceptCommand({ ...at, hash: "#a';rm -rf ~;'$(x)`y`" }))
      .toBe("./cex accept 'https://cex.example/join#arm-rfxy' --as NAME");
  });

  test("is not there where the link lacks its half", () => {
    expect([acceptCommand({ ...at, hash: "" }), acceptCommand({ ...at, hash: "#" })]).toEqual([null, null]);
  });
});

describe("The first steps", () => {
  const nothing = { agents: [], connections: [], hasKeys: false, hasDecided: false, makesAgentsHere: false };

  test("begin with an agent", () => {
    expect(stepsOf(nothing).find(({ isDone }) => !isDone)?.id).toBe("agent");
  });

  test("name the agent that is there", () => {
    expect(stepsOf({ ...nothing, agents: ["carol"] }).find(({ id }) => id === "connect")?.command)
      .toBe("./cex invite --as carol");
  });

  test("put nothing into a shell that another owner has chosen", () => {
    const connection = { peer: "cexp_bob", peerName: "bob; touch pwned #", lastMessageAt: null } as OwnConnection;
    const commands = stepsOf({ ...nothing, agents: ["carol"], connections: [connection] }).map(({ command }) => command);
    expect(commands).toContain('./cex send --as carol cexp_bob "hello" --category schedule');
    expect(commands.join()).not.toContain("pwned");
  });
});

describe("A text that is not shown", () => {
  test.each([
    ["peer-unverified", "unverified"], ["peer-identity-changed", "unverified"], ["history-forked", "unverified"],
    ["not-a-reader", "undecryptable"], ["prekey-gone", "undecryptable"], ["anything-else", "undecryptable"],
  ])("for %s is %s", (code, state) => expect(readingState(code)).toBe(state));
});
