import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { NextStep } from "@contextexchange/sdk";
import { useState, useSyncExternalStore, type ReactElement } from "react";
import { accountQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";
import { AfterLink } from "./AfterLink.js";
import type { SentMail } from "./MailForm.js";
import { MailSent } from "./MailSent.js";
import { PasskeyButton } from "./PasskeyButton.js";
import { recentSignIn } from "./recentSignIn.js";
import { useAttempt } from "./useAttempt.js";

/** Asks for a new sign-in while something waits for it: see `recently`. */
export function AgainDialog(): ReactElement | null {
  const asking = useSyncExternalStore(recentSignIn.subscribe, recentSignIn.current);
  const client = useQueryClient();
  if (asking === null) return null;
  const done = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ["account"] });
    asking.done();
  };
  return (
    <Dialog title={words.account.again.title} close={asking.cancel}>
      <p className="mb-4 text-ink-soft">{words.account.again.lead}</p>
      <Ways done={done} />
    </Dialog>
  );
}

/** By passkey where the account has one: mail alone would only recover it then. */
function Ways({ done }: { done: () => Promise<void> }): ReactElement {
  const account = useQuery(accountQuery).data;
  const [mail, setMail] = useState<SentMail | null>(null);
  const [next, setNext] = useState<NextStep | null>(null);
  const { isBusy, problem, run } = useAttempt(words.account.sent.problems);
  if (account === undefined || account === null) return <p role="status">{words.loading}</p>;
  if (account.passkeys > 0) return <PasskeyButton done={done} />;
  if (next !== null) return <AfterLink next={next} done={done} />;
  const { email } = account;
  if (mail !== null) {
    return (
      <MailSent
        mail={mail} resent={setMail} opened={done} done={(then) => then === null ? done() : setNext(then)}
      />
    );
  }
  const send = (): Promise<void> => run(async () => setMail({ email, ...await exchange.signIn.sendLink(email) }));
  return (
    <>
      <Button look="primary" data-first disabled={isBusy} onClick={() => void send()}>
        {words.account.again.mail(email)}
      </Button>
      <p role="alert" className="mt-3 text-sm font-medium text-stop empty:hidden">{problem}</p>
    </>
  );
}
