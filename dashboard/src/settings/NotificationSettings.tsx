import type { AccountInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { notificationsQuery } from "../exchange/queries.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { NotificationForm } from "./NotificationForm.js";

/** What the account is told by mail, and when not. */
export function NotificationSettings({ account }: { account: AccountInfo }): ReactElement {
  const { notices } = words;
  const settings = useQuery(notificationsQuery).data;
  return (
    <Card className="p-4 sm:p-5">
      <h2>{notices.title}</h2>
      <p className="mb-4 mt-1 text-sm text-ink-soft">{notices.lead}</p>
      {!account.emailVerified
        && <p className="mb-4 rounded-xl bg-wait-soft p-3 text-sm text-wait">{notices.unproven}</p>}
      {settings !== undefined && <NotificationForm key={JSON.stringify(settings)} settings={settings} />}
    </Card>
  );
}
