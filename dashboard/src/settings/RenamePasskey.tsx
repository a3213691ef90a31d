import type { PasskeyInfo } from "@contextexchange/sdk";
import type { FormEvent, ReactElement } from "react";
import { textOf } from "../account/textOf.js";
import { useAttempt } from "../account/useAttempt.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";

/** Asks for another name of a passkey. */
export function RenamePasskey({ passkey, close, renamed }: {
  passkey: PasskeyInfo; close: () => void; renamed: () => void;
}): ReactElement {
  const { settings } = words.account;
  const { isBusy, problem, run } = useAttempt(settings.passkeyProblems);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = textOf(event, "name");
    void run(async () => {
      await exchange.account.renamePasskey(passkey.id, name);
      renamed();
    });
  };
  return (
    <Dialog title={settings.renameTitle(passkey.name)} close={close}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={settings.passkeyOtherName} name="name" required maxLength={64} autoComplete="off"
          defaultValue={passkey.name} problem={problem} data-first
        />
        <Button type="submit" look="primary" disabled={isBusy}>{settings.save}</Button>
      </form>
    </Dialog>
  );
}
