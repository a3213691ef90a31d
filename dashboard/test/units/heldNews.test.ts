import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { windowTitle } from "../../src/pieces/windowTitle.js";
import { HeldNews } from "../../src/shell/heldNews.js";
import { toastStore } from "../../src/shell/toastStore.js";

const held = (...messages: readonly string[]) => messages.map((message) => ({ message, sender: `agent ${message}` }));
const said = (): readonly string[] => toastStore.current().map(({ text }) => text);
const name = (agent: string): string => agent;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("document", { title: "" });
});

afterEach(() => {
  vi.runAllTimers();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("The news of a held message", () => {
  test("is said once, with the way to it; what waited before is none", () => {
    const news = new HeldNews();
    news.tell(held("a"), false, name);
    expect(said()).toEqual([]);
    news.tell(held("a", "b"), false, name);
    news.tell(held("a", "b"), false, name);
    expect(said()).toEqual(["A new message of agent b waits for you."]);
    expect(toastStore.current()[0]!.link?.to).toBe("/approvals");
    vi.runAllTimers();
    news.tell(held("b"), false, name);
    expect(said()).toEqual([]);
  });

  test("of many is one word, also when they come one after the other", () => {
    const news = new HeldNews();
    news.tell([], false, name);
    news.tell(held("a"), false, name);
    news.tell(held("a", "b", "c"), false, name);
    expect(said()).toEqual(["3 new messages wait for you."]);
    vi.runAllTimers();
    news.tell(held("a", "b", "c", "d"), false, name);
    expect(said()).toEqual(["A new message of agent d waits for you."]);
  });

  test("is not said where the messages themselves are seen, and goes when they are", () => {
    const news = new HeldNews();
    news.tell([], false, name);
    news.tell(held("a"), false, name);
    news.tell(held("a"), true, name);
    news.tell(held("a", "b"), true, name);
    news.tell(held("a", "b"), false, name);
    expect(said()).toEqual([]);
  });
});

test("The window's title says how many wait, on whatever page", () => {
  windowTitle.name("Home");
  windowTitle.count(2);
  expect(document.title).toBe("(2) Home · ContextExchange");
  windowTitle.name("Inbox");
  expect(document.title).toBe("(2) Inbox · ContextExchange");
  windowTitle.count(0);
  expect(document.title).toBe("Inbox · ContextExchange");
});
