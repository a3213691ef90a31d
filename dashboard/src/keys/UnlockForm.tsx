import { ExchangeError } from "@contextexchange/sdk";
import { useState, useSyncExternalStore, type FormEvent, type ReactElement } from "react";
import { canUsePasskeys, passkeySecret } from "../account/passkeys.js";
import { explain } from "../exchange/refusals.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { keys } from "./keyStore.js";

/** What an error of opening the keys says. */
export function explainKeys(error: unknown): string {
  const code = error instanceof ExchangeError ? error.code : "";
  const passkeyProblem = words.keys.passkeyProblems[code];
  if (passkeyProblem !== undefined) return passkeyProblem;
  if (code === "vault-refused") return words.keys.wrong;
  if (code === "no-owner-link") return words.keys.takeOverBad;
  if (code === "other-owner") return words.keys.takeOverForeign;
  if (code === "store-in-use") return words.keys.elsewhereText;
  if (code === "other-server") return words.keys.takeOverOther((error as ExchangeError).message);
  return explain(error);
}

/** Asks for the passphrase and opens the keys that are on this device. */
export function UnlockForm({ done, label = words.keys.unlock }: {
  done: () => void | Promise<void>; label?: string;
}): ReactElement {
  const isBusy = useSyncExternalStore(keys.subscribe, keys.current).state === "unlocking";
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    setProblem(undefined);
    try {
      await keys.unlock(String(new FormData(form).get("passphrase")));
      form.reset();
      await done();
    } catch (error) {
      setProblem(explainKeys(error));
    }
  };
  const byPasskey = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await keys.unlockByPasskey(await passkeySecret(keys.passkey ?? undefined));
      await done();
    } catch (error) {
      setProblem(explainKeys(error));
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      {keys.passkey !== null && canUsePasskeys() && (
        <Button look="primary" disabled={isBusy} onClick={() => void byPasskey()}>{words.keys.unlockByPasskey}</Button>
      )}
      <Field
        label={words.keys.passphrase} data-first name="passphrase" type="password"
         autoComplete="current-password" required
        problem={problem}
      />
      <Button type="submit" look="primary" disabled={isBusy}>{isBusy ? words.keys.unlocking : label}</Button>
      <p role="status" className="text-sm text-ink-soft empty:hidden">{isBusy ? words.keys.deriving : ""}</p>
    </form>
  );
}
