import {
  Activity, Bot, ChartLine, House, Inbox, ScrollText, Server, Settings, ShieldCheck, Users, type LucideIcon,
} from "lucide-react";
import type { Rights } from "../exchange/useRights.js";
import { words } from "../words/index.js";

/** A page of the navigation; `key` follows `g` on the keyboard. */
export interface Place {
  readonly to:
    | "/" | "/approvals" | "/inbox" | "/activity" | "/agents" | "/usage" | "/audit" | "/accounts" | "/servers"
    | "/settings";
  readonly label: string;
  readonly icon: LucideIcon;
  readonly key: string;
  /** Only for operators. */
  readonly isForOperators?: boolean;
}

/** What people come for: all that a phone shows at its bottom. */
export const places: readonly Place[] = [
  { to: "/", label: words.pages.home, icon: House, key: "h" },
  { to: "/approvals", label: words.pages.approvals, icon: ShieldCheck, key: "p" },
  { to: "/inbox", label: words.pages.inbox, icon: Inbox, key: "i" },
  { to: "/activity", label: words.pages.activity, icon: Activity, key: "v" },
  { to: "/agents", label: words.pages.agents, icon: Bot, key: "n" },
];

const further: readonly Place[] = [
  { to: "/usage", label: words.pages.usage, icon: ChartLine, key: "u" },
  { to: "/audit", label: words.pages.audit, icon: ScrollText, key: "l", isForOperators: true },
  { to: "/accounts", label: words.pages.accounts, icon: Users, key: "c", isForOperators: true },
  { to: "/servers", label: words.pages.servers, icon: Server, key: "s", isForOperators: true },
];

const settings: Place = { to: "/settings", label: words.pages.settings, icon: Settings, key: "t" };

/** All that an auditor has. */
export const placesOfAuditors: readonly Place[] = [
  { to: "/audit", label: words.pages.audit, icon: ScrollText, key: "l" }, settings,
];

/** Every page that somebody with these rights can go to by a letter. */
export function allPlaces(rights: Rights): readonly Place[] {
  return rights.isAuditor ? placesOfAuditors : [...places, ...furtherPlaces(rights), settings];
}

/** The pages that somebody with these rights has beside `places`. */
export function furtherPlaces({ isOperator }: Rights): readonly Place[] {
  return further.filter(({ isForOperators = false }) => isOperator || !isForOperators);
}
