import type { NextStep } from "@contextexchange/sdk";
import { useState, type FormEvent, type ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { textOf } from "./textOf.js";
import { useAttempt } from "./useAttempt.js";

/** The second half of a sign-in by mail, for an account with one-time codes. Null: the browser is signed in. */
export function TotpStep({ done }: { done: (next: NextStep | null) => void | Promise<void> }): ReactElement {
  const { totp } = words.account;
  const [isRecovery, setRecovery] = useState(false);
  const { isBusy, problem, run, setProblem } = useAttempt(totp.problems);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = textOf(event, "code");
    void run(async () => {
      await (isRecovery ? exchange.signIn.recoveryCode(code) : exchange.signIn.totp(code));
      await done(null);
    });
  };
  const change = (): void => {
    setRecovery(!isRecovery);
    setProblem(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field
        key={isRecovery ? "recovery" : "totp"} label={isRecovery ? totp.recoveryCode : totp.code} name="code" required
        autoComplete="one-time-code" spellCheck={false} problem={problem} inputMode={isRecovery ? "text" : "numeric"}
      />
      <Button type="submit" look="primary" disabled={isBusy}>{totp.submit}</Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" onClick={change}>{isRecovery ? totp.useCode : totp.useRecovery}</Button>
        <Button
          look="quiet" disabled={isBusy}
          onClick={() => void run(async () => done(await exchange.signIn.recover()))}
        >
          {totp.neither}
        </Button>
      </div>
    </form>
  );
}
