import { Lock } from "lucide-react";
import type { ReactElement } from "react";
import { sizeText } from "../exchange/size.js";
import type { HeldText } from "../keys/keyCalls.js";
import { Problem } from "../keys/Problem.js";
import { useKeys } from "../keys/useKeys.js";
import { words } from "../words/index.js";

/** What the message says, or why it cannot be read here. */
export function HeldTextView({ text, size }: { text: HeldText | null; size: number }): ReactElement {
  const isOpen = useKeys().state === "unlocked";
  if (text === null) {
    return (
      <p className="mt-3 flex items-center gap-2 rounded-xl border border-dashed border-line bg-sunken px-4 py-3 text-sm
        text-ink-soft">
        <Lock aria-hidden="true" className="size-4 shrink-0" />
        {isOpen ? words.loading : `${words.inbox.sealedOf(sizeText(size))}. ${words.approvals.approveNeeds}`}
      </p>
    );
  }
  if (text.state !== "read") {
    return (
      <div className="mt-3">
        <Problem state={text.state} reason={text.reason} />
        <p className="mt-2 text-sm text-ink-soft">{words.approvals.unreadable}</p>
      </div>
    );
  }
  return (
    <div className="mt-3 rounded-xl border border-line bg-sunken px-4 py-3">
      {text.subject !== "" && <p className="mb-1 font-semibold break-words">{text.subject}</p>}
      <p className="whitespace-pre-wrap break-words text-base leading-relaxed">{text.text}</p>
      {text.note !== "" && (
        <p className="mt-3 border-t border-line pt-2 text-sm text-ink-soft">
          <span className="font-medium">{words.approvals.note}: </span>{text.note}
        </p>
      )}
    </div>
  );
}
