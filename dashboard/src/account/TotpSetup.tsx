import type { TotpSecret } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { Button, buttonClass } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Field } from "../pieces/Field.js";
import { QrImage } from "../qr/QrImage.js";
import { words } from "../words/index.js";
import { recently } from "./recentSignIn.js";
import { RecoveryCodes } from "./RecoveryCodes.js";
import { textOf } from "./textOf.js";
import { useAttempt } from "./useAttempt.js";

/** Sets one-time codes up: the secret, a first code that proves it, the recovery codes that are shown once. */
export function TotpSetup({ done }: { done: () => void }): ReactElement {
  const { settings } = words.account;
  const client = useQueryClient();
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { isBusy, problem, run } = useAttempt({ "invalid-signature": settings.wrongCode });
  const begin = (): Promise<void> => run(async () => setSecret(await recently(() => exchange.account.newTotp())));
  const confirm = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = textOf(event, "code");
    void run(async () => {
      setCodes(await recently(() => exchange.account.confirmTotp(code)));
      await client.invalidateQueries({ queryKey: ["account"] });
    });
  };
  if (codes !== null) return <RecoveryCodes codes={codes} done={done} />;
  if (secret === null) {
    return (
      <>
        <Button look="primary" disabled={isBusy} onClick={() => void begin()}>{settings.setUp}</Button>
        <p role="alert" className="mt-3 text-sm font-medium text-stop empty:hidden">{problem}</p>
      </>
    );
  }
  return (
    <form onSubmit={confirm} className="grid gap-4">
      <div className="grid gap-2">
        <p className="text-sm text-ink-soft">{settings.secret}</p>
        <QrImage text={secret.uri} label={settings.secretCode} />
        <Command text={secret.secret} />
        <a href={secret.uri} className={`${buttonClass("quiet")} justify-self-start`}>{settings.openApp}</a>
      </div>
      <Field
        label={settings.firstCode} name="code" required inputMode="numeric" autoComplete="one-time-code"
        problem={problem}
      />
      <Button type="submit" look="primary" disabled={isBusy}>{settings.confirm}</Button>
    </form>
  );
}
