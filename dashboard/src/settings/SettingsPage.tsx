import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import type { ReactElement } from "react";
import { signOut } from "../account/account.js";
import { explain } from "../exchange/refusals.js";
import { meQuery } from "../exchange/queries.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { KeySettings } from "./KeySettings.js";
import { Sessions } from "./Sessions.js";
import { ThemeChoice } from "./ThemeChoice.js";

export function SettingsPage(): ReactElement {
  const { settings } = words;
  const me = useQuery(meQuery).data;
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    try {
      await signOut(client);
      await navigate({ to: "/sign-in" });
    } catch (error) {
      toast(explain(error), { tone: "stop" });
    }
  };
  return (
    <>
      <PageTitle title={settings.title} aside={
        <Button onClick={() => void leave()}><LogOut aria-hidden="true" className="size-4" />{words.signIn.out}</Button>
      } />
      <div className="grid gap-5">
        <Card className="p-4 sm:p-5"><h2 className="mb-3">{settings.look}</h2><ThemeChoice /></Card>
        <KeySettings />
        <Card className="p-4 sm:p-5">
          <h2>{settings.account}</h2>
          {me !== undefined && (
            <p className="mt-2 flex flex-wrap items-center gap-3">
              <span className="font-medium">{me.displayName}</span>
              {me.operator && <Badge tone="accent">{settings.operator}</Badge>}
              <code className="break-all text-sm text-ink-soft">{settings.ownerId} {me.owner}</code>
            </p>
          )}
        </Card>
        <Sessions />
      </div>
    </>
  );
}
