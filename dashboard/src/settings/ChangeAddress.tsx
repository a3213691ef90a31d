import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import { recently } from "../account/recentSignIn.js";
import { textOf } from "../account/textOf.js";
import { useAttempt } from "../account/useAttempt.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { Field } from "../pieces/Field.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** Asks for another mail address: a link that is sent there proves it, or the code that it shows elsewhere. */
export function ChangeAddress({ close }: { close: () => void }): ReactElement {
  const { settings, sent, link } = words.account;
  const client = useQueryClient();
  const [email, setEmail] = useState<string | null>(null);
  const { isBusy, problem, run } = useAttempt({ ...link.problems, ...sent.problems });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const wanted = textOf(event, "email");
    void run(async () => {
      await recently(() => exchange.account.changeEmail(wanted));
      setEmail(wanted);
    });
  };
  const confirm = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = textOf(event, "code");
    void run(async () => {
      await exchange.signIn.confirmCode(code);
      await client.invalidateQueries({ queryKey: ["account"] });
      toast(settings.addressDone);
      close();
    });
  };
  return (
    <Dialog title={settings.changeAddress} close={close}>
      {email === null ? (
        <form key="address" onSubmit={send} className="grid gap-4">
          <Field
            label={settings.newAddress} name="email" type="email" required autoComplete="email" problem={problem}
            data-first
          />
          <Button type="submit" look="primary" disabled={isBusy}>{settings.sendLink}</Button>
        </form>
      ) : (
        <form key="code" onSubmit={confirm} className="grid gap-4">
          <p role="status" className="text-ink-soft">{settings.addressSent(email)}</p>
          <Field
            label={settings.addressCode} name="code" required autoComplete="one-time-code" problem={problem}
          />
          <Button type="submit" disabled={isBusy}>{settings.addressConfirm}</Button>
        </form>
      )}
    </Dialog>
  );
}
