import type { NextStep } from "@contextexchange/sdk";
import type { FormEvent, ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { timeOfDay } from "../exchange/time.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import type { SentMail } from "./MailForm.js";
import { textOf } from "./textOf.js";
import { useAttempt } from "./useAttempt.js";

/**
 * While a link is on its way: it is opened in this browser, or elsewhere, where it shows a code to type in here.
 * Gives what is still missing once the code was right, null for nothing.
 */
export function MailSent({ mail, opened, resent, done }: {
  mail: SentMail;
  /** The person says that the link was opened in this browser. */
  opened: () => Promise<void>;
  resent: (mail: SentMail) => void;
  done: (next: NextStep | null) => void | Promise<void>;
}): ReactElement {
  const { sent } = words.account;
  const byCode = useAttempt(sent.problems);
  const byLink = useAttempt({ ...sent.problems, unauthenticated: sent.notYet });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = textOf(event, "code");
    void byCode.run(async () => done(await exchange.signIn.confirmCode(code)));
  };
  const resend = async (): Promise<void> => {
    resent({ ...mail, ...await exchange.signIn.sendLink(mail.email) });
    toast(sent.title);
  };
  return (
    <>
      <p className="text-ink-soft">{sent.lead(mail.email)} {sent.until(timeOfDay(mail.expiresAt))}</p>
      <div className="mt-4 grid gap-2">
        <Button look="primary" disabled={byLink.isBusy} onClick={() => void byLink.run(opened)}>{sent.opened}</Button>
        <p role="alert" className="text-sm font-medium text-stop empty:hidden">{byLink.problem}</p>
      </div>
      <form onSubmit={submit} className="mt-5 grid gap-4 border-t border-line pt-5">
        <Field
          label={sent.code} hint={sent.elsewhere} name="code" required autoComplete="one-time-code" spellCheck={false}
          autoCapitalize="characters" maxLength={12} problem={byCode.problem} className="[&_input]:tracking-widest"
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" disabled={byCode.isBusy}>{sent.submit}</Button>
          <Button look="quiet" disabled={byLink.isBusy} onClick={() => void byLink.run(resend)}>{sent.resend}</Button>
        </div>
      </form>
    </>
  );
}
