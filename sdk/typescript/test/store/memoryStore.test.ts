import { describe, test } from "vitest";
import { createMemoryStore } from "../../src/store/index.js";
import { storeCases } from "./conformance.js";

describe("The store in memory", () => {
  test.each(storeCases.filter((one) => one.isDurability !== true))("$name", async ({ run }) => {
    await run({ open: () => Promise.resolve(createMemoryStore()), isDurable: false });
  });
});
