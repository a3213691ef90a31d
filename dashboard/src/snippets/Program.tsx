import { Check, Copy } from "lucide-react";
import { useState, type ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";

/** A program of several lines, with a button that copies it. */
export function Program({ label, text }: { label: string; text: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <figure className="grid grid-cols-1 overflow-clip rounded-lg border border-line bg-sunken">
      <figcaption className="flex items-center justify-between gap-3 border-b border-line py-1 pl-3 pr-1">
        <code>{label}</code>
        <Button look="quiet" onClick={() => void copy()}>
          {isCopied ? <Check aria-hidden="true" className="size-4" /> : <Copy aria-hidden="true" className="size-4" />}
          {isCopied ? words.copied : words.copy}
        </Button>
      </figcaption>
      <pre tabIndex={0} aria-label={label} className="overflow-x-auto p-3 text-sm"><code>{text}</code></pre>
    </figure>
  );
}
