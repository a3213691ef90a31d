import { words } from "../words/index.js";

/** What the window is called: the page, and before it how many messages wait, which is seen from another tab too. */
class WindowTitle {
  #page = "";
  #waiting = 0;

  name(page: string): void {
    this.#page = page;
    this.#show();
  }

  count(waiting: number): void {
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#show();
  }

  #show(): void {
    if (this.#page === "") return;
    const page = `${this.#page} · ${words.product}`;
    document.title = this.#waiting === 0 ? page : `(${this.#waiting}) ${page}`;
  }
}

export const windowTitle = new WindowTitle();
