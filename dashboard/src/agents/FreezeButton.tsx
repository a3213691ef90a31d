import type { AgentInfo } from "@contextexchange/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Snowflake } from "lucide-react";
import { useState, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** Stops one agent after a question, or lets it go on. */
export function FreezeButton({ agent }: { agent: AgentInfo }): ReactElement {
  const { agents } = words;
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const freeze = useMutation({
    mutationFn: (frozen: boolean) => exchange.agents.change(agent.agent, { frozen }),
    onSuccess: ({ displayName, frozen }) => toast(frozen ? agents.frozeOne(displayName) : agents.unfroze(displayName)),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["agents"] }),
  });
  return (
    <>
      <Button
        look={agent.frozen ? "primary" : "danger"} disabled={freeze.isPending}
        onClick={() => { if (agent.frozen) freeze.mutate(false); else setAsking(true); }}
      >
        <Snowflake aria-hidden="true" className="size-4" />{agent.frozen ? agents.unfreeze : agents.freeze}
      </Button>
      {isAsking && (
        <Confirm
          title={agents.freezeTitle(agent.displayName)} text={agents.freezeText} label={agents.freeze}
          close={() => setAsking(false)} confirm={() => freeze.mutate(true)}
        />
      )}
    </>
  );
}
