import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import type { ReactElement } from "react";
import { signOut } from "../account/account.js";
import { explain } from "../exchange/refusals.js";
import { accountQuery } from "../exchange/queries.js";
import { useRights } from "../exchange/useRights.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { AccountCard } from "./AccountCard.js";
import { IssuerSettings } from "./IssuerSettings.js";
import { KeySettings } from "./KeySettings.js";
import { MorePlaces } from "./MorePlaces.js";
import { NotificationSettings } from "./NotificationSettings.js";
import { PasskeySettings } from "./PasskeySettings.js";
import { Sessions } from "./Sessions.js";
import { ThemeChoice } from "./ThemeChoice.js";
import { TotpSettings } from "./TotpSettings.js";

export function SettingsPage(): ReactElement {
  const { settings } = words;
  const account = useQuery(accountQuery).data ?? null;
  const { isAuditor } = useRights();
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
        {!isAuditor && <MorePlaces />}
        {!isAuditor && <KeySettings />}
        <AccountCard />
        {account !== null && <PasskeySettings />}
        {account !== null && <TotpSettings account={account} />}
        {account !== null && <IssuerSettings />}
        {account !== null && <NotificationSettings account={account} />}
        <Sessions />
      </div>
    </>
  );
}
