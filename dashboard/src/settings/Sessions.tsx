import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { sessionsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { ago, dayAndTime } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** Where the owner is signed in. */
export function Sessions(): ReactElement {
  const { settings } = words;
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery).data ?? [];
  const now = useNow();
  const end = useMutation({
    mutationFn: (id: string) => exchange.owners.endSession(id),
    onSuccess: () => toast(settings.ended),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <Card className="overflow-clip">
      <div className="border-b border-line px-4 py-3 sm:px-5">
        <h2>{settings.sessions}</h2>
        <p className="text-sm text-ink-soft">{settings.sessionsLead}</p>
      </div>
      <ul className="divide-y divide-line">
        {sessions.map(({ id, issuedAt, lastUsedAt, current, device, assurance }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 px-4 py-3 sm:px-5">
            <span className="min-w-0">
              <span className="block font-medium">{device ?? words.account.settings.byKey}</span>
              <code className="text-xs text-ink-soft">{id}</code>
            </span>
            {assurance !== null && (
              <Badge tone={assurance === "aal2" ? "good" : "plain"}>{words.account.settings.aal[assurance]}</Badge>
            )}
            {current && <Badge tone="good">{settings.current}</Badge>}
            <span className="flex-1 text-sm text-ink-soft">
              {settings.issued(dayAndTime(issuedAt))},{" "}
              {lastUsedAt === null ? settings.notUsed : settings.lastUsed(ago(lastUsedAt, now))}
            </span>
            {!current && <Button look="danger" onClick={() => end.mutate(id)}>{settings.end}</Button>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
