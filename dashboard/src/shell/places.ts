import { Activity, Bot, House, Inbox, ShieldCheck, type LucideIcon } from "lucide-react";
import { words } from "../words/index.js";

/** A page of the navigation; `key` follows `g` on the keyboard. */
export interface Place {
  readonly to: "/" | "/approvals" | "/inbox" | "/activity" | "/agents";
  readonly label: string;
  readonly icon: LucideIcon;
  readonly key: string;
}

export const places: readonly Place[] = [
  { to: "/", label: words.pages.home, icon: House, key: "h" },
  { to: "/approvals", label: words.pages.approvals, icon: ShieldCheck, key: "p" },
  { to: "/inbox", label: words.pages.inbox, icon: Inbox, key: "i" },
  { to: "/activity", label: words.pages.activity, icon: Activity, key: "v" },
  { to: "/agents", label: words.pages.agents, icon: Bot, key: "n" },
];
