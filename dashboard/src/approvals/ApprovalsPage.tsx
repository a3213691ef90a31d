import type { ApprovalInfo, Verdict } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState, useSyncExternalStore, type ReactElement } from "react";
import { LiveState } from "../activity/LiveState.js";
import { useStreamState } from "../activity/useActivity.js";
import { useNames } from "../exchange/names.js";
import type { HeldText } from "../keys/keyCalls.js";
import { KeyRemedy } from "../keys/KeyRemedy.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { ApprovalCard } from "./ApprovalCard.js";
import { BulkBar } from "./BulkBar.js";
import { SendBackDialog } from "./SendBackDialog.js";
import { decisions } from "./sendDecision.js";
import { useApprovalKeys } from "./useApprovalKeys.js";
import { useDecide } from "./useDecide.js";
import { useWaiting } from "./useWaiting.js";

/** What waits for this person's decision. */
export function ApprovalsPage(): ReactElement {
  const { waiting, query } = useWaiting();
  const state = useStreamState();
  const nameOf = useNames();
  const client = useQueryClient();
  const decide = useDecide();
  const unsent = useSyncExternalStore(decisions.subscribe, decisions.unsent);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string | null>(null);
  const [answered, setAnswered] = useState<ApprovalInfo | null>(null);
  const chosen = waiting.filter(({ message }) => selected.has(message));
  const at = waiting.findIndex(({ message }) => message === current);

  const isRead = ({ message }: ApprovalInfo): boolean =>
    client.getQueryData<HeldText>(["text", "held", message])?.state === "read";
  const select = (messages: readonly string[], isOn: boolean): void => setSelected((before) => {
    const after = new Set(before);
    for (const message of messages) isOn ? after.add(message) : after.delete(message);
    return after;
  });
  const close = (held: readonly ApprovalInfo[], verdict: Verdict, note?: string): void => {
    select(held.map(({ message }) => message), false);
    const next = waiting.slice(at + 1).concat(waiting.slice(0, Math.max(at, 0))).find((one) => !held.includes(one));
    setCurrent(next?.message ?? null);
    decide(held, verdict, note);
  };
  const one = at < 0 ? undefined : waiting[at];
  useApprovalKeys({
    move: (by) => setCurrent(waiting[Math.min(Math.max(at + by, 0), waiting.length - 1)]?.message ?? null),
    approve: () => { if (one !== undefined && isRead(one)) close([one], "approve"); },
    reject: () => { if (one !== undefined) close([one], "reject"); },
    sendBack: () => { if (one !== undefined && isRead(one)) setAnswered(one); },
    select: () => { if (one !== undefined) select([one.message], !selected.has(one.message)); },
  });

  return (
    <>
      <PageTitle title={words.approvals.title} lead={words.approvals.lead} aside={<LiveState state={state} />} />
      {waiting.length > 0 && <KeyRemedy />}
      {query.isPending ? <Skeleton />
        : query.data === undefined ? <ErrorState error={query.error} retry={() => void query.refetch()} />
          : waiting.length === 0
            ? <EmptyState icon={ShieldCheck} title={words.approvals.none}>{words.approvals.noneText}</EmptyState>
            : (
              <>
                {waiting.length > 1 && (
                  <BulkBar
                    count={chosen.length} all={waiting.length} canApprove={chosen.every(isRead)}
                    selectAll={(isOn) => select(waiting.map(({ message }) => message), isOn)}
                    approve={() => close(chosen, "approve")} reject={() => close(chosen, "reject")}
                  />
                )}
                <ol aria-label={words.approvals.list} className="grid gap-4">
                  {waiting.map((held) => (
                    <li key={held.message}>
                      <ApprovalCard
                        held={held} nameOf={nameOf} isCurrent={held.message === current}
                        isSelected={selected.has(held.message)} select={(isOn) => select([held.message], isOn)}
                        enter={() => setCurrent(held.message)} approve={() => close([held], "approve")}
                        reject={() => close([held], "reject")} sendBack={() => setAnswered(held)}
                        unsent={unsent.get(held.message)} again={(verdict, note) => close([held], verdict, note)}
                      />
                    </li>
                  ))}
                </ol>
              </>
            )}
      <p role="status" className="sr-only">{words.approvals.waiting(waiting.length)}</p>
      {answered !== null && (
        <SendBackDialog
          close={() => setAnswered(null)}
          send={(note) => { setAnswered(null); decide([answered], "send-back", note); }}
        />
      )}
    </>
  );
}
