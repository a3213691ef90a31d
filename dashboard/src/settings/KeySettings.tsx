import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { keepOnServer } from "../account/account.js";
import { canUsePasskeys, passkeySecret } from "../account/passkeys.js";
import { recently } from "../account/recentSignIn.js";
import { accountQuery } from "../exchange/queries.js";
import { idleChoices, keys } from "../keys/keyStore.js";
import { explainKeys } from "../keys/UnlockForm.js";
import { useKeys } from "../keys/useKeys.js";
import { Badge } from "../pieces/Badge.js";
import { Button, buttonClass } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** The keys of this device: where they come from, when they are locked, how they go. */
export function KeySettings(): ReactElement {
  const { state } = useKeys();
  const [idle, setIdle] = useState(keys.idleMinutes);
  const [isAsking, setAsking] = useState(false);
  const account = useQuery(accountQuery).data ?? null;
  const keep = async (): Promise<void> => {
    try {
      await recently(keepOnServer);
      toast(words.account.settings.serverCopyDone);
    } catch (error) {
      toast(explainKeys(error), { tone: "stop" });
    }
  };
  const [passkey, setPasskey] = useState(keys.passkey);
  const togglePasskey = async (): Promise<void> => {
    try {
      if (passkey === null) await keys.rememberPasskey(await passkeySecret());
      else keys.forgetPasskey();
      toast(passkey === null ? words.keys.passkeyAdded : words.keys.passkeyRemoved);
    } catch (error) {
      toast(explainKeys(error), { tone: "stop" });
    }
    setPasskey(keys.passkey);
  };
  const forget = async (): Promise<void> => {
    try {
      await keys.forget();
      toast(words.keys.forgotten);
    } catch (error) {
      toast(explainKeys(error), { tone: "stop" });
    }
  };
  return (
    <Card className="p-4 sm:p-5">
      <h2 className="flex items-center gap-3">
        {words.pages.owner}<Badge tone={state === "unlocked" ? "good" : "wait"}>{words.keys[state]}</Badge>
      </h2>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Link to="/owner" className={buttonClass()}>{words.keys.takeOver}</Link>
        {state === "unlocked" && account !== null
          && <Button onClick={() => void keep()}>{words.account.settings.serverCopy}</Button>}
        {(state === "unlocked" || passkey !== null) && account !== null && account.passkeys > 0 && canUsePasskeys() && (
          <Button onClick={() => void togglePasskey()}>
            {passkey === null ? words.keys.addPasskey : words.keys.removePasskey}
          </Button>
        )}
        {state !== "absent" && (
          <>
            <label className="flex items-center gap-2 text-sm">
              {words.keys.idle}
              <select
                value={idle}
                onChange={({ target }) => { keys.idleMinutes = Number(target.value); setIdle(Number(target.value)); }}
                className="min-h-10 rounded-lg border border-line-strong bg-surface px-2"
              >
                {idleChoices.map((minutes) => (
                  <option key={minutes} value={minutes}>{words.keys.minutes(minutes)}</option>
                ))}
              </select>
            </label>
            <Button look="danger" onClick={() => setAsking(true)}>{words.keys.forget}</Button>
          </>
        )}
      </div>
      {isAsking && (
        <Confirm
          title={words.keys.forgetTitle} text={words.keys.forgetText} label={words.keys.forget}
          close={() => setAsking(false)} confirm={() => void forget()}
        />
      )}
    </Card>
  );
}
