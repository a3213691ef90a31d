import type { AccountInfo } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { recently } from "../account/recentSignIn.js";
import { TotpSetup } from "../account/TotpSetup.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** One-time codes of the account, on or off. */
export function TotpSettings({ account }: { account: AccountInfo }): ReactElement {
  const { settings } = words.account;
  const client = useQueryClient();
  // The recovery codes stay on the page until the person has kept them, though the codes are on by then.
  const [isSettingUp, setSettingUp] = useState(!account.totp);
  const [isAsking, setAsking] = useState(false);
  const turnOff = async (): Promise<void> => {
    try {
      await recently(() => exchange.account.removeTotp());
      toast(settings.turnedOff);
      setSettingUp(true);
    } catch (error) {
      toast(explain(error), { tone: "stop" });
    } finally {
      await client.invalidateQueries({ queryKey: ["account"] });
    }
  };
  return (
    <Card className="p-4 sm:p-5">
      <h2 className="flex items-center gap-3">
        {settings.totp}
        <Badge tone={account.totp ? "good" : "plain"}>{account.totp ? settings.totpOn : settings.totpOff}</Badge>
      </h2>
      <p className="mb-4 mt-1 text-sm text-ink-soft">{settings.totpLead}</p>
      {isSettingUp ? <TotpSetup done={() => setSettingUp(false)} /> : (
        <div className="flex flex-wrap items-center gap-3">
          <span className="flex-1 text-ink-soft">{settings.codesLeft(account.recoveryCodesLeft)}</span>
          <Button look="danger" onClick={() => setAsking(true)}>{settings.turnOff}</Button>
        </div>
      )}
      {isAsking && (
        <Confirm
          title={settings.turnOffTitle} text={settings.turnOffText} label={settings.turnOff}
          close={() => setAsking(false)} confirm={() => void turnOff()}
        />
      )}
    </Card>
  );
}
