import type { AgentInfo } from "@contextexchange/sdk";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import { recently } from "../account/recentSignIn.js";
import { connectionsQuery } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** Deletes an agent for good, after a question that names what goes with it. */
export function DeleteAgent({ agent }: { agent: AgentInfo }): ReactElement {
  const { deletion } = words;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const peers = (useQuery(connectionsQuery).data ?? [])
    .filter((one) => one.agent === agent.agent && one.standing === "active").map(({ peerName }) => peerName);
  const devices = agent.devices.filter(({ standing }) => standing !== "revoked").map(({ name }) => name);
  const remove = useMutation({
    mutationFn: () => recently(() => exchange.agents.remove(agent.agent)),
    onSuccess: async () => {
      await navigate({ to: "/agents" });
      toast(deletion.done(agent.displayName));
    },
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => Promise.all(
      [["agents"], ["connections"], ["approvals"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-1">
        <p className="text-sm text-ink-soft">{deletion.lead}</p>
        <Button look="danger" disabled={remove.isPending} onClick={() => setAsking(true)}>
          <Trash2 aria-hidden="true" className="size-4" />{deletion.remove}
        </Button>
      </div>
      {isAsking && (
        <Confirm
          title={deletion.title(agent.displayName)} text={deletion.text(peers, devices)} label={deletion.confirm}
          close={() => setAsking(false)} confirm={() => remove.mutate()}
        />
      )}
    </>
  );
}
