import { describe, expect, test, vi } from "vitest";
import { fetched } from "../../src/app/fetched.js";

describe("A page's code", () => {
  test("is asked for again until somebody answers", async () => {
    vi.useFakeTimers();
    let tries = 0;
    const load = async (): Promise<string> => {
      if (++tries < 3) throw new TypeError("Failed to fetch dynamically imported module");
      return "the page";
    };
    const loaded = fetched(load, async () => false);
    await vi.runAllTimersAsync();
    await expect(loaded).resolves.toBe("the page");
    vi.useRealTimers();
  });

  test("is asked for once more when the server has come back in between, and fails when it has none", async () => {
    let tries = 0;
    const load = async (): Promise<string> => {
      tries++;
      throw new TypeError("Failed to fetch dynamically imported module");
    };
    await expect(fetched(load, async () => true)).rejects.toThrow("Failed to fetch");
    expect(tries).toBe(2);
  });
});
