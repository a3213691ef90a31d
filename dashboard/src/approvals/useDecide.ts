import type { ApprovalInfo, Verdict } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { explain } from "../exchange/refusals.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { undoTime, type Sent } from "./decisions.js";
import { decisions } from "./sendDecision.js";

/** Decides about messages, with five seconds to take it back. */
export type Decide = (held: readonly ApprovalInfo[], verdict: Verdict, note?: string) => void;

function said(verdict: Verdict, count: number): string {
  const { approved, rejected, sentBack } = words.approvals;
  return { approve: approved, reject: rejected, "send-back": sentBack }[verdict](count);
}

export function useDecide(): Decide {
  const client = useQueryClient();
  return useCallback((held, verdict, note = "") => {
    const report = ({ elsewhere, failed }: Sent): void => {
      if (elsewhere.length > 0) toast(words.approvals.elsewhere);
      for (const { error } of failed.slice(0, 1))
        toast(`${words.approvals.failed} ${explain(error)}`, { tone: "stop" });
      void client.invalidateQueries({ queryKey: ["approvals"] });
    };
    const takeBack = decisions.decide(held.map((one) => ({ held: one, verdict, note })), report);
    toast(said(verdict, held.length), {
      lasts: undoTime,
      undo: () => {
        if (takeBack()) toast(words.approvals.undone);
      },
    });
  }, [client]);
}
