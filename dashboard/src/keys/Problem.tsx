import { ShieldAlert, ShieldX } from "lucide-react";
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { words } from "../words/index.js";

/** Which reasons no other copy of the keys would change. */
const notForKeys = ["not-a-reader", "not-yet-valid"];

/** Why a text is not shown, and what can be done about it. */
export function Problem({ state, reason, isAlarm = false }: {
  state: "unverified" | "undecryptable"; reason: string; isAlarm?: boolean;
}): ReactElement {
  const { reading } = words;
  const isUnverified = state === "unverified";
  const Icon = isUnverified ? ShieldAlert : ShieldX;
  const text = isAlarm ? reading.alarm
    : isUnverified ? reading.unverifiedText : reading.reasons[reason] ?? reading.unknownReason(reason);
  return (
    <div className={`flex gap-3 rounded-xl border px-4 py-3 text-sm ${isUnverified || isAlarm
      ? "border-stop/40 bg-stop-soft text-stop" : "border-wait/40 bg-wait-soft text-wait"}`}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div>
        <p className="font-semibold">{isUnverified ? reading.unverified : reading.undecryptable}</p>
        <p>{text}</p>
        {!isUnverified && !notForKeys.includes(reason)
          && <Link to="/owner" className="font-semibold underline">{words.keys.takeOver}</Link>}
      </div>
    </div>
  );
}
