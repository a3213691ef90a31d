import type { ApprovalInfo, Verdict } from "@contextexchange/sdk";
import { Check, CornerUpLeft, Hourglass, RotateCw, X } from "lucide-react";
import { useEffect, useId, useRef, type ReactElement } from "react";
import type { NameOf } from "../exchange/names.js";
import { ago, dayAndTime, span } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Avatar } from "../pieces/Avatar.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import type { Decision } from "./decisions.js";
import { HeldTextView } from "./HeldTextView.js";
import { useHeldText } from "./useHeldText.js";

export interface CardProps {
  readonly held: ApprovalInfo;
  readonly nameOf: NameOf;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly select: (isSelected: boolean) => void;
  readonly enter: () => void;
  readonly approve: () => void;
  readonly reject: () => void;
  readonly sendBack: () => void;
  /** What was decided here and the server has not confirmed. */
  readonly unsent: Decision | undefined;
  readonly again: (verdict: Verdict, note: string) => void;
}

const soon = 60 * 60_000;

/** The sentence that says what is asked. */
export function titleOf({ side, sender, recipient }: ApprovalInfo, nameOf: NameOf): string {
  const ask = side === sender ? words.approvals.share : words.approvals.receive;
  return ask(nameOf(sender), nameOf(recipient));
}

function Expiry({ at }: { at: number }): ReactElement {
  const left = at - useNow();
  return (
    <span title={dayAndTime(at)} className={`inline-flex items-center gap-1.5 text-sm tabular-nums
      ${left < soon ? "font-semibold text-stop" : "text-ink-soft"}`}>
      <Hourglass aria-hidden="true" className="size-4" />
      {left <= 0 ? words.approvals.expired : words.approvals.expires(span(left))}
    </span>
  );
}

/** One message that waits: who, to whom, about what, why, what it says, and the three things one can do. */
export function ApprovalCard(props: CardProps): ReactElement {
  const { held, nameOf, isCurrent, isSelected, select, enter, approve, reject, sendBack, unsent, again } = props;
  const text = useHeldText(held);
  const canSign = text?.state === "read";
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const why = held.side === held.sender ? words.approvals.shareWhy : words.approvals.receiveWhy;
  const title = titleOf(held, nameOf);
  useEffect(() => {
    if (isCurrent && card.current?.contains(document.activeElement) === false) card.current.focus();
  }, [isCurrent]);
  return (
    <Card className={`arrives ${isSelected ? "!border-accent" : ""}`}>
      <article ref={card} tabIndex={-1} aria-labelledby={`${id}-title`} onFocus={enter} data-message={held.message}
        className="rounded-2xl p-4 sm:p-5">
        <div className="flex items-start gap-3">
          <Avatar name={nameOf(held.sender)} id={held.sender} />
          <div className="min-w-0 flex-1">
            <h2 id={`${id}-title`} className="break-words">{title}</h2>
            <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-ink-soft">
              <Badge tone="accent">{held.category}</Badge>
              <Expiry at={held.expiresAt} />
              <HeldAgo at={held.heldAt} />
            </p>
          </div>
          <label className="-m-2 inline-flex size-11 items-center justify-center">
            <input
              type="checkbox" checked={isSelected} onChange={({ target }) => select(target.checked)}
              className="size-5 accent-[var(--accent)]" aria-label={words.approvals.select(title)}
            />
          </label>
        </div>
        <p className="mt-3 text-sm text-ink-soft">{why(held.category)}</p>
        <HeldTextView text={text} size={held.envelope.length} />
        {unsent !== undefined && (
          <Unsent
            decision={unsent} canRepeat={canSign || unsent.verdict === "reject"}
            again={() => again(unsent.verdict, unsent.note)}
          />
        )}
        <div role="group" aria-label={words.approvals.actions} className="mt-4 grid grid-cols-2 gap-2 sm:flex">
          <Button
            look="primary" disabled={!canSign} onClick={approve}
            className="max-sm:order-last max-sm:col-span-2 max-sm:min-h-13 max-sm:text-base sm:min-w-32"
          >
            <Check aria-hidden="true" className="size-4.5" />{words.approvals.approve}
          </Button>
          <Button look="danger" onClick={reject} className="max-sm:min-h-12">
            <X aria-hidden="true" className="size-4.5" />{words.approvals.reject}
          </Button>
          <Button disabled={!canSign} onClick={sendBack} className="max-sm:min-h-12">
            <CornerUpLeft aria-hidden="true" className="size-4.5" />{words.approvals.sendBack}
          </Button>
        </div>
      </article>
    </Card>
  );
}

/** That the person's choice was not carried out, and the same choice in one click. */
function Unsent({ decision: { verdict, note }, canRepeat, again }: {
  decision: Decision; canRepeat: boolean; again: () => void;
}): ReactElement {
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-3 rounded-xl bg-wait-soft p-3 text-sm
      text-wait">
      <div role="status" className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{words.unsent[verdict]}</p>
        {note !== "" && <p className="mt-1 break-words">“{note}”</p>}
      </div>
      <Button disabled={!canRepeat} onClick={again} className="max-sm:min-h-12">
        <RotateCw aria-hidden="true" className="size-4" />{words.unsent.again[verdict]}
      </Button>
    </div>
  );
}

function HeldAgo({ at }: { at: number }): ReactElement {
  return <span title={dayAndTime(at)}>{words.approvals.held(ago(at, useNow()))}</span>;
}
