import type { ApprovalInfo } from "@contextexchange/sdk";
import type { NameOf } from "../exchange/names.js";
import { words } from "../words/index.js";
import { dismiss, toast, toastStore } from "./toastStore.js";

const link = { to: "/approvals", label: words.approvals.look } as const;

/**
 * Tells whoever is on another page that messages have begun to wait: of each message once, and of several in one word.
 * What waited already when the page was opened is no news.
 */
export class HeldNews {
  #known: ReadonlySet<string> | null = null;
  #toast = 0;
  #count = 0;

  /**
   * @param waiting All that wait now.
   * @param isSeen The page shows them by itself.
   */
  tell(waiting: readonly Pick<ApprovalInfo, "message" | "sender">[], isSeen: boolean, nameOf: NameOf): void {
    const known = this.#known;
    this.#known = new Set([...known ?? [], ...waiting.map(({ message }) => message)]);
    const fresh = known === null ? [] : waiting.filter(({ message }) => !known.has(message));
    if (isSeen) dismiss(this.#toast);
    else if (fresh.length > 0) this.#say(fresh, nameOf);
  }

  #say(fresh: readonly Pick<ApprovalInfo, "sender">[], nameOf: NameOf): void {
    const isOpen = toastStore.current().some(({ id }) => id === this.#toast);
    this.#count = fresh.length + (isOpen ? this.#count : 0);
    dismiss(this.#toast);
    const { newOne, newOnes } = words.approvals;
    this.#toast = toast(this.#count === 1 ? newOne(nameOf(fresh[0]!.sender)) : newOnes(this.#count), { link });
  }
}
