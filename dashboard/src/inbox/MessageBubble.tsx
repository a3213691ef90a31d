import { Lock } from "lucide-react";
import type { ReactElement } from "react";
import { sizeText } from "../exchange/size.js";
import { dayAndTime } from "../exchange/time.js";
import type { ThreadText } from "../keys/keyCalls.js";
import { Problem } from "../keys/Problem.js";
import { Badge } from "../pieces/Badge.js";
import { words } from "../words/index.js";
import type { Labels } from "./labels.js";

/** One message: the text that its readers see, and beside it the labels that everybody sees. */
export function MessageBubble({ labels, text, name, isOwn, isMarked }: {
  labels: Labels; text: ThreadText | undefined; name: string; isOwn: boolean; isMarked: boolean;
}): ReactElement {
  const { inbox } = words;
  return (
    <article id={`m${labels.hash}`} className={`flex flex-col gap-1.5 ${isOwn ? "items-end" : "items-start"}`}>
      <p className="px-1 text-sm text-ink-soft">
        <span className="font-medium text-ink">{name}</span>{" · "}
        <time dateTime={new Date(labels.at).toISOString()}>{dayAndTime(labels.at)}</time>
      </p>
      <div className={`max-w-[min(42rem,100%)] rounded-2xl border px-4 py-3
        ${isMarked ? "border-accent" : "border-line"}
        ${isOwn ? "rounded-tr-md bg-accent-soft" : "rounded-tl-md bg-surface"}`}>
        {text === undefined ? (
          <p className="flex items-center gap-2 text-sm text-ink-soft">
            <Lock aria-hidden="true" className="size-4" />{inbox.sealedOf(sizeText(labels.size))}
          </p>
        ) : text.state === "read" ? (
          <>
            {text.subject !== "" && <p className="mb-1 font-semibold break-words">{text.subject}</p>}
            <p className="whitespace-pre-wrap break-words leading-relaxed">{text.text}</p>
            {text.note !== "" && <p className="mt-2 border-t border-line pt-2 text-sm text-ink-soft">{text.note}</p>}
          </>
        ) : <Problem state={text.state} reason={text.reason} isAlarm={text.isAlarm} />}
      </div>
      <p className="flex flex-wrap gap-1.5 px-1">
        {labels.category !== null && <Badge tone="accent">{labels.category}</Badge>}
        <Badge>{inbox.labels[labels.origin] ?? labels.origin}</Badge>
        {labels.taint.map((one) => <Badge key={one} tone="wait">{inbox.taints[one] ?? one}</Badge>)}
        {labels.askedOwner && <Badge tone="good">{inbox.asked}</Badge>}
        {labels.hop > 0 && <Badge>{inbox.hop(labels.hop, labels.maxHops)}</Badge>}
        {labels.isLast && <Badge tone="stop">{words.activity.kinds["conversation.stopped"]}</Badge>}
      </p>
    </article>
  );
}
