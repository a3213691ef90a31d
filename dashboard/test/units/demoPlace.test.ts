import type { AgentInfo } from "@contextexchange/sdk";
import { expect, test } from "vitest";
import { demoAgents } from "../../src/home/demoPlace.js";

const named = (agent: string, displayName: string): AgentInfo =>
  ({ agent, displayName, frozen: false, online: false, devices: [], mailboxHead: 0, createdAt: 0 });
const own = [named("1", "Maya (demo)"), named("2", "Leo (demo)"), named("3", "carol")];
const names = ["Maya (demo)", "Leo (demo)"];
const found = (agents: readonly string[], begunBy: string | null): readonly string[] =>
  demoAgents({ agents, begunBy }, own, "me", names).map(({ agent }) => agent);

test("A demo's agents are those that were remembered", () => expect(found(["2", "9"], null)).toEqual(["2"]));

test("Of a demo that was begun and never finished they are those with its names", () =>
  expect(found([], "me")).toEqual(["1", "2"]));

test("A name alone makes no agent a demo's: not without a demo, and not with somebody else's", () =>
  expect([found([], null), found([], "another")]).toEqual([[], []]));
