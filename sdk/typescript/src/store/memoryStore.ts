import type { ClientStore } from "./clientStore.js";
import { JournaledStore } from "./journaledStore.js";
import { RowImage } from "./rowImage.js";

/** A store that is gone with its process: for tests and for agents that enrol anew at every start. */
export function createMemoryStore(): ClientStore {
  return new JournaledStore(new RowImage(), {
    append: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
}
