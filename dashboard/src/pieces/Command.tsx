import { Check, Copy } from "lucide-react";
import { useState, type ReactElement } from "react";
import { words } from "../words/index.js";

/** A command to run elsewhere, with a button that copies it. */
export function Command({ text }: { text: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1 pl-3 pr-1">
      <code className="min-w-0 flex-1 overflow-x-auto whitespace-pre py-1.5" tabIndex={0}>{text}</code>
      <button
        type="button"
        onClick={() => void copy()}
        className="inline-flex size-9 items-center justify-center rounded-md text-ink-soft hover:bg-surface
          hover:text-ink"
        aria-label={isCopied ? words.copied : words.copy}
      >
        {isCopied ? <Check aria-hidden="true" className="size-4" /> : <Copy aria-hidden="true" className="size-4" />}
      </button>
    </div>
  );
}
