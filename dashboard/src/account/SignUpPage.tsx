import type { NextStep } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { placeAfterSignIn } from "./account.js";
import { AfterLink } from "./AfterLink.js";
import { dropBootCode, heldBootCode } from "./fragment.js";
import type { SentMail } from "./MailForm.js";
import { MailSent } from "./MailSent.js";
import { Outside } from "./Outside.js";
import { textOf } from "./textOf.js";
import { useAttempt } from "./useAttempt.js";

/** Makes an account: at once with the administrator's link, by a link in a mail without. */
export function SignUpPage(): ReactElement {
  const { account } = words;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [mail, setMail] = useState<SentMail | null>(null);
  const [next, setNext] = useState<NextStep | null>(null);
  const { isBusy, problem, run } = useAttempt(account.signUp.problems);
  const boot = heldBootCode();
  const enter = async (): Promise<void> => navigate({ to: await placeAfterSignIn(client) });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const [name, email] = [textOf(event, "name"), textOf(event, "email")];
    void run(async () => {
      const sent = await exchange.signIn.signUp(email, name, boot ?? undefined);
      if (sent !== null) return setMail({ email, ...sent });
      dropBootCode();
      return enter();
    });
  };
  if (next !== null) return <Outside><AfterLink next={next} done={enter} /></Outside>;
  if (mail !== null) {
    return (
      <Outside>
        <PageTitle title={account.sent.title} />
        <MailSent
          mail={mail} resent={setMail} done={(then) => then === null ? enter() : setNext(then)}
          opened={async () => { await exchange.account.get(); await enter(); }}
        />
      </Outside>
    );
  }
  return (
    <Outside>
      <PageTitle title={account.signUp.title} lead={boot === null ? account.signUp.lead : account.signUp.bootLead} />
      <form onSubmit={submit} className="grid gap-4">
        <Field label={account.name} name="name" required autoComplete="name" hint={account.signUp.nameHint} />
        <Field label={account.email} name="email" type="email" required autoComplete="email" problem={problem} />
        <Button type="submit" look="primary" disabled={isBusy}>{account.signUp.submit}</Button>
      </form>
      <p className="mt-5 border-t border-line pt-4">
        <Link to="/sign-in" className="font-medium text-accent underline">{account.signUp.have}</Link>
      </p>
    </Outside>
  );
}
