import type { FormEvent, ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { textOf } from "./textOf.js";
import { useAttempt } from "./useAttempt.js";

/** A mail that is on its way. */
export interface SentMail {
  readonly email: string;
  readonly expiresAt: number;
}

/** Asks for a mail address and has a link sent there. */
export function MailForm({ sent }: { sent: (mail: SentMail) => void }): ReactElement {
  const { account } = words;
  const { isBusy, problem, run } = useAttempt(account.sent.problems);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const email = textOf(event, "email");
    void run(async () => sent({ email, ...await exchange.signIn.sendLink(email) }));
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field
        label={account.email} name="email" type="email" required autoComplete="email" problem={problem}
        hint={account.signIn.mailHint}
      />
      <Button type="submit" disabled={isBusy}>{account.signIn.mail}</Button>
    </form>
  );
}
