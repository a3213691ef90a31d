/** Between two tries, in milliseconds. */
const between = 1_000;

/**
 * Loads the code of a page, as long as it takes where nobody answers: what is open stays, and its keys with it. Only
 * code that a server which answers does not have fails: there is a newer version.
 * @param answers Whether the server can be reached.
 */
export async function fetched<T>(load: () => Promise<T>, answers: () => Promise<boolean> = isReached): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      // It may have come back in between.
      if (await answers()) return load();
      await new Promise((resolve) => { setTimeout(resolve, between); });
    }
  }
}

async function isReached(): Promise<boolean> {
  try {
    await fetch("/icon.svg", { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}
