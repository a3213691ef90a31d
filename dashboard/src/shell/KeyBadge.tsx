import { Link } from "@tanstack/react-router";
import { KeyRound, Lock, LockOpen, TriangleAlert } from "lucide-react";
import { useState, type ReactElement } from "react";
import { keys } from "../keys/keyStore.js";
import { UnlockDialog } from "../keys/UnlockDialog.js";
import { useKeys } from "../keys/useKeys.js";
import { words } from "../words/index.js";

const look = "flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-left text-sm font-medium hover:bg-sunken";

/** The state of the keys, and what can be done about it, on every page. */
export function KeyBadge({ isShort = false }: { isShort?: boolean }): ReactElement {
  const standing = useKeys();
  const [isAsking, setAsking] = useState(false);
  const word = <span className={isShort ? "sr-only" : "flex-1"}>{words.keys[standing.state]}</span>;
  const size = isShort ? `${look} !w-11 justify-center !px-0` : look;
  if (standing.state === "absent" || standing.state === "foreign") {
    const Icon = standing.state === "absent" ? KeyRound : TriangleAlert;
    return (
      <Link to="/owner" className={`${size} text-wait`}><Icon aria-hidden="true" className="size-5" />{word}</Link>
    );
  }
  if (standing.state === "unlocked") {
    return (
      <button type="button" className={`${size} text-good`} onClick={() => void keys.lock()}>
        <LockOpen aria-hidden="true" className="size-5" />{word}
        <span className={isShort ? "sr-only" : "text-xs text-ink-soft"}>{words.keys.lock}</span>
      </button>
    );
  }
  return (
    <>
      <button type="button" className={size} onClick={() => setAsking(true)}>
        <Lock aria-hidden="true" className="size-5" />{word}
        <span className={isShort ? "sr-only" : "text-xs text-accent"}>{words.keys.unlock}</span>
      </button>
      {isAsking && <UnlockDialog close={() => setAsking(false)} />}
    </>
  );
}
