import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { deviceName } from "./deviceName.js";
import { addPasskey } from "./passkeys.js";
import { recently } from "./recentSignIn.js";
import { useAttempt } from "./useAttempt.js";

/** A passkey for a new account. The browser asks for it at once. */
export function PasskeyStep({ done, skip }: { done: () => void; skip: () => void }): ReactElement {
  const { welcome, settings } = words.account;
  const client = useQueryClient();
  const { isBusy, problem, run } = useAttempt(settings.passkeyProblems);
  const isAsked = useRef(false);
  // Browsers without a device for it may ask for minutes: who goes another way does not wait for that.
  const [question] = useState(() => new AbortController());
  const add = (): Promise<void> => run(async () => {
    await recently(() => addPasskey(deviceName(navigator.userAgent), question.signal));
    toast(welcome.passkey.done);
    done();
    await client.invalidateQueries({ queryKey: ["account"] });
  });
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    void add();
  });
  return (
    <>
      <PageTitle title={welcome.passkey.title} lead={welcome.passkey.lead} />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={isBusy} onClick={() => void add()}>
          {isBusy ? welcome.passkey.busy : welcome.passkey.submit}
        </Button>
        <Button look="quiet" onClick={() => { question.abort(); skip(); }}>{welcome.passkey.skip}</Button>
      </div>
      <p role="alert" className="mt-3 text-sm font-medium text-stop empty:hidden">{problem}</p>
    </>
  );
}
