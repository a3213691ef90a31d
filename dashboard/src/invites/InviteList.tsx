import type { AgentInfo, InviteInfo } from "@contextexchange/sdk";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MailPlus } from "lucide-react";
import { useEffect, useState, type ReactElement } from "react";
import { useNames } from "../exchange/names.js";
import { explain } from "../exchange/refusals.js";
import { invitesQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { Confirm } from "../pieces/Confirm.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { InviteRow } from "./InviteRow.js";

/** The invites of an agent as they stand; those that are open can be taken back. */
export function InviteList({ agent }: { agent: AgentInfo }): ReactElement {
  const { invites } = words;
  const client = useQueryClient();
  const nameOf = useNames();
  const { data, error, refetch } = useQuery(invitesQuery(agent.agent));
  // Nobody tells the page of a new connection: it sees one by its invite.
  const accepted = data?.filter(({ standing }) => standing === "accepted").length;
  useEffect(() => {
    if (accepted !== undefined) void client.invalidateQueries({ queryKey: ["connections"] });
  }, [client, accepted]);
  const [leaving, setLeaving] = useState<InviteInfo | null>(null);
  const revoke = useMutation({
    mutationFn: (id: string) => exchange.connections.revokeInvite(agent.agent, id),
    onSuccess: () => toast(invites.revoked),
    onError: (problem) => toast(explain(problem, { used: invites.used }), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["invites"] }),
  });
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  if (data.length === 0) return <EmptyState icon={MailPlus} title={invites.none}>{invites.noneText}</EmptyState>;
  return (
    <>
      <ul
        aria-label={invites.list}
        className="divide-y divide-line overflow-clip rounded-2xl border border-line bg-surface shadow-card"
      >
        {data.map((invite) => (
          <InviteRow
            key={invite.id} agent={agent.agent} invite={invite} nameOf={nameOf} revoke={() => setLeaving(invite)}
          />
        ))}
      </ul>
      {leaving !== null && (
        <Confirm
          title={invites.revokeTitle} text={invites.revokeText} label={invites.revoke}
          close={() => setLeaving(null)} confirm={() => revoke.mutate(leaving.id)}
        />
      )}
    </>
  );
}
