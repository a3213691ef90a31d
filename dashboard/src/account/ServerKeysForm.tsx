import { useState, type FormEvent, type ReactElement } from "react";
import { keys } from "../keys/keyStore.js";
import { explainKeys } from "../keys/UnlockForm.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";

/** Opens the keys that the server keeps, and puts them on this device, sealed as they are. */
export function ServerKeysForm({ vault, label, done }: {
  vault: Uint8Array; label: string; done: () => Promise<void>;
}): ReactElement {
  const isBusy = useKeys().state === "unlocking";
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const passphrase = String(new FormData(event.currentTarget).get("passphrase"));
    setProblem(undefined);
    try {
      await keys.takeOver(vault, passphrase);
      await done();
    } catch (error) {
      setProblem(explainKeys(error));
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <Field
        label={words.keys.passphrase} name="passphrase" type="password" autoComplete="current-password" required
        problem={problem}
      />
      <Button type="submit" look="primary" disabled={isBusy}>{isBusy ? words.keys.unlocking : label}</Button>
      <p role="status" className="text-sm text-ink-soft empty:hidden">{isBusy ? words.keys.deriving : ""}</p>
    </form>
  );
}
