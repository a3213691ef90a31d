import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { Button, buttonClass } from "../pieces/Button.js";
import { words } from "../words/index.js";
import { UnlockDialog } from "./UnlockDialog.js";
import { useKeys } from "./useKeys.js";

/** Why nothing can be read or signed right now, and the one step that changes it. Nothing while the keys are open. */
export function KeyRemedy(): ReactElement | null {
  const standing = useKeys();
  const [isAsking, setAsking] = useState(false);
  if (standing.state === "unlocked") return null;
  const isHere = standing.state === "locked" || standing.state === "unlocking";
  const text = standing.state === "foreign" ? words.keys.foreignText
    : isHere ? words.keys.lockedText : words.keys.absentText;
  return (
    <div className="mb-5 flex flex-wrap items-center justify-between gap-3 rounded-2xl border border-wait/40
      bg-wait-soft p-4">
      <p className="max-w-prose text-wait">
        {text}{standing.state === "locked" && standing.wasIdle ? ` ${words.keys.autoLocked}` : ""}
      </p>
      {isHere
        ? <Button look="primary" onClick={() => setAsking(true)}>{words.keys.unlock}</Button>
        : <Link to="/owner" className={buttonClass("primary")}>{words.keys.takeOver}</Link>}
      {isAsking && <UnlockDialog close={() => setAsking(false)} />}
    </div>
  );
}
