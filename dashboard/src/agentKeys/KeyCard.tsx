import type { AgentInfo, KeyInfo } from "@contextexchange/sdk";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type ReactElement } from "react";
import { apiKeysQuery } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { span } from "../exchange/time.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Confirm } from "../pieces/Confirm.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { KeyRow } from "./KeyRow.js";
import { NewKeyDialog } from "./NewKeyDialog.js";
import { RotateDialog } from "./RotateDialog.js";

/** A key that was just made, and what is said about it. */
interface Shown {
  readonly apiKey: string;
  readonly lead: string;
}

/** The API keys of an agent: made, replaced, revoked. A new one is shown once. */
export function KeyCard({ agent: { agent } }: { agent: AgentInfo }): ReactElement {
  const { agentKeys } = words;
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(apiKeysQuery(agent));
  const [shown, setShown] = useState<Shown | null>(null);
  const [rotating, setRotating] = useState<KeyInfo | null>(null);
  const [revoking, setRevoking] = useState<KeyInfo | null>(null);
  const common = {
    onError: (problem: unknown) => toast(explain(problem, agentKeys.problems), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  };
  const make = useMutation({
    ...common, mutationFn: () => exchange.agents.addKey(agent),
    onSuccess: ({ apiKey }) => setShown({ apiKey, lead: agentKeys.madeLead }),
  });
  const rotate = useMutation({
    ...common, mutationFn: ({ id, overlap }: { id: string; overlap: number }) =>
      exchange.agents.rotateKey(agent, id, overlap),
    onSuccess: ({ apiKey }, { overlap }) => setShown({
      apiKey, lead: overlap === 0 ? agentKeys.rotatedNowLead : agentKeys.rotatedLead(span(overlap * 1_000)),
    }),
  });
  const revoke = useMutation({
    ...common, mutationFn: (id: string) => exchange.agents.revokeKey(agent, id),
    onSuccess: () => toast(agentKeys.revoked),
  });
  return (
    <Card className="overflow-clip">
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1 basis-56">
          <h2>{agentKeys.keys}</h2>
          <p className="text-sm text-ink-soft">{agentKeys.keysLead}</p>
        </div>
        <Button disabled={make.isPending} onClick={() => make.mutate()}>
          <Plus aria-hidden="true" className="size-4" />{agentKeys.make}
        </Button>
      </div>
      {error !== null && data === undefined
        ? <div className="p-4"><ErrorState error={error} retry={() => void refetch()} /></div>
        : data === undefined ? <p role="status" className="px-4 py-4 text-ink-soft">{words.loading}</p>
          : data.length === 0 ? <p className="px-4 py-4 text-ink-soft">{agentKeys.none}</p> : (
            <ul aria-label={agentKeys.list} className="divide-y divide-line">
              {data.map((key) => (
                <KeyRow key={key.id} info={key} rotate={() => setRotating(key)} revoke={() => setRevoking(key)} />
              ))}
            </ul>
          )}
      {rotating !== null && (
        <RotateDialog
          close={() => setRotating(null)}
          rotate={(overlap) => { rotate.mutate({ id: rotating.id, overlap }); setRotating(null); }}
        />
      )}
      {revoking !== null && (
        <Confirm
          title={agentKeys.revokeTitle} text={agentKeys.revokeText} label={agentKeys.revoke}
          close={() => setRevoking(null)} confirm={() => revoke.mutate(revoking.id)}
        />
      )}
      {shown !== null && <NewKeyDialog {...shown} close={() => setShown(null)} />}
    </Card>
  );
}
