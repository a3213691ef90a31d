import type { IssuerLink } from "@contextexchange/sdk";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { leaveToLink } from "../account/issuers.js";
import { recently } from "../account/recentSignIn.js";
import { useAttempt } from "../account/useAttempt.js";
import { issuersQuery, linkedQuery } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { dayAndTime } from "../exchange/time.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** Identities elsewhere that sign the account in: linked, and unlinked after a question. */
export function IssuerSettings(): ReactElement | null {
  const { settings, problems } = words.issuers;
  const client = useQueryClient();
  const issuers = useQuery(issuersQuery).data ?? [];
  const linked = useQuery(linkedQuery).data ?? [];
  const [leaving, setLeaving] = useState<IssuerLink | null>(null);
  const { isBusy, problem, run } = useAttempt(problems);
  if (issuers.length === 0 && linked.length === 0) return null;
  const nameOf = (id: string): string => issuers.find((issuer) => issuer.id === id)?.name ?? id;
  const unlink = async (id: string): Promise<void> => {
    try {
      await recently(() => exchange.account.unlinkIssuer(id));
      toast(settings.unlinked);
    } catch (error) {
      toast(explain(error), { tone: "stop" });
    } finally {
      await client.invalidateQueries({ queryKey: ["linked"] });
    }
  };
  return (
    <Card className="overflow-clip">
      <div className="border-b border-line px-4 py-3 sm:px-5">
        <h2>{settings.title}</h2>
        <p className="text-sm text-ink-soft">{settings.lead}</p>
      </div>
      {linked.length === 0 && <p className="px-4 py-3 text-ink-soft sm:px-5">{settings.none}</p>}
      <ul className="divide-y divide-line">
        {linked.map((link) => (
          <li key={link.id} className="flex flex-wrap items-center gap-3 px-4 py-3 sm:px-5">
            <span className="font-medium">{nameOf(link.issuer)}</span>
            <span className="flex-1 text-sm text-ink-soft">{settings.since(dayAndTime(link.linkedAt))}</span>
            <Button
              look="danger" aria-label={`${settings.unlink}: ${nameOf(link.issuer)}`} onClick={() => setLeaving(link)}
            >
              {settings.unlink}
            </Button>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 border-t border-line px-4 py-4 empty:hidden sm:px-5">
        {issuers.map(({ id, name }) => (
          <Button key={id} disabled={isBusy} onClick={() => void run(() => recently(() => leaveToLink(id)))}>
            {settings.link(name)}
          </Button>
        ))}
        <p role="alert" className="w-full text-sm font-medium text-stop empty:hidden">{problem}</p>
      </div>
      {leaving !== null && (
        <Confirm
          title={settings.unlinkTitle(nameOf(leaving.issuer))} text={settings.unlinkText} label={settings.unlink}
          close={() => setLeaving(null)} confirm={() => void unlink(leaving.id)}
        />
      )}
    </Card>
  );
}
