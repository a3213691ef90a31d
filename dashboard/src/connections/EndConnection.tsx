import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Unplug } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { OwnConnection } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

type Act = "end" | "block" | "unblock";

/** Ends a connection or blocks the other side after a question that says what goes with it, and lifts the block. */
export function EndConnection({ connection }: { connection: OwnConnection }): ReactElement {
  const { ending } = words;
  const { agent, peer, peerName, standing } = connection;
  const client = useQueryClient();
  const [asked, setAsked] = useState<"end" | "block" | null>(null);
  const change = useMutation({
    mutationFn: (act: Act) => act === "end"
      ? exchange.connections.remove(agent, peer) : exchange.connections.change(agent, peer, act),
    onSuccess: (_, act) => toast(ending[`${act}Done`](peerName)),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => Promise.all(
      [["connections"], ["approvals"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const lead = standing === "active" ? ending.lead : standing === "blocked" ? ending.blocked : ending.ended(peerName);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-1">
        <p className="max-w-prose text-sm text-ink-soft">{lead}</p>
        <div className="flex flex-wrap gap-2">
          {standing === "active" && (
            <Button look="danger" disabled={change.isPending} onClick={() => setAsked("end")}>
              <Unplug aria-hidden="true" className="size-4" />{ending.end}
            </Button>
          )}
          {standing === "blocked" ? (
            <Button disabled={change.isPending} onClick={() => change.mutate("unblock")}>{ending.unblock}</Button>
          ) : (
            <Button look="danger" disabled={change.isPending} onClick={() => setAsked("block")}>
              <Ban aria-hidden="true" className="size-4" />{ending.block}
            </Button>
          )}
        </div>
      </div>
      {asked !== null && (
        <Confirm
          title={ending[`${asked}Title`](peerName)} text={ending[`${asked}Text`]} label={ending[asked]}
          close={() => setAsked(null)} confirm={() => change.mutate(asked)}
        />
      )}
    </>
  );
}
