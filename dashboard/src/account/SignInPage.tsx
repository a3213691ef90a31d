import type { NextStep } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState, useSyncExternalStore, type ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { keys } from "../keys/keyStore.js";
import { UnlockForm } from "../keys/UnlockForm.js";
import { Button } from "../pieces/Button.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { placeAfterSignIn, signInByKeys } from "./account.js";
import { AfterLink } from "./AfterLink.js";
import { dropAnswer, dropLink, heldAnswer, heldLink, onFragment } from "./fragment.js";
import { IssuerButtons } from "./IssuerButtons.js";
import { IssuerReturn } from "./IssuerReturn.js";
import { LinkPage } from "./LinkPage.js";
import { MailForm, type SentMail } from "./MailForm.js";
import { MailSent } from "./MailSent.js";
import { Outside } from "./Outside.js";
import { PageCodeForm } from "./PageCodeForm.js";
import { PasskeyButton } from "./PasskeyButton.js";
import { canUsePasskeys } from "./passkeys.js";

/** Signs in: by passkey, by a link of a mail, by a code of the command line, or by the keys that are on this device. */
export function SignInPage(): ReactElement {
  const { signIn } = words.account;
  const { ended, refused, to } = useSearch({ from: "/sign-in" });
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = useSyncExternalStore(onFragment, heldLink);
  const answer = useSyncExternalStore(onFragment, heldAnswer);
  const [mail, setMail] = useState<SentMail | null>(null);
  const [next, setNext] = useState<NextStep | null>(null);
  const enter = async (): Promise<void> => {
    const place = await placeAfterSignIn(client, to);
    dropLink();
    dropAnswer();
    await navigate({ to: place });
  };
  if (token !== null) return <Outside><LinkPage token={token} done={enter} /></Outside>;
  if (answer !== null) return <Outside><IssuerReturn answer={answer} done={enter} /></Outside>;
  if (next !== null) return <Outside><AfterLink next={next} done={enter} /></Outside>;
  if (mail !== null) {
    return (
      <Outside>
        <PageTitle title={words.account.sent.title} />
        <MailSent
          mail={mail} resent={setMail} done={(then) => then === null ? enter() : setNext(then)}
          opened={async () => { await exchange.account.get(); await enter(); }}
        />
        <Button look="quiet" className="mt-3" onClick={() => setMail(null)}>{words.account.sent.again}</Button>
      </Outside>
    );
  }
  return (
    <Outside>
      <PageTitle title={words.signIn.title} lead={words.signIn.lead} />
      {ended === true
        && <p role="status" className="mb-4 rounded-xl bg-wait-soft p-3 text-sm text-wait">{words.signIn.ended}</p>}
      {refused === true
        && <p role="alert" className="mb-4 rounded-xl bg-wait-soft p-3 text-sm text-wait">{words.signIn.refused}</p>}
      {canUsePasskeys() && (
        <>
          <PasskeyButton done={enter} />
          <p className="my-4 flex items-center gap-3 text-sm text-ink-soft before:h-px before:flex-1 before:bg-line
            after:h-px after:flex-1 after:bg-line">
            {signIn.or}
          </p>
        </>
      )}
      <IssuerButtons />
      <MailForm sent={setMail} />
      {keys.current().state !== "absent" && (
        <section className="mt-6 border-t border-line pt-5">
          <h2 className="mb-3">{words.signIn.withKeys}</h2>
          <UnlockForm label={words.signIn.submit} done={async () => { await signInByKeys(client); await enter(); }} />
        </section>
      )}
      <details className="mt-6 border-t border-line pt-4">
        <summary className="cursor-pointer py-2 font-medium">{signIn.others}</summary>
        <div className="mt-3">
          <PageCodeForm done={enter} />
          <p className="mt-4 text-sm text-ink-soft">{words.signIn.first}</p>
        </div>
      </details>
      <p className="mt-4"><Link to="/sign-up" className="font-medium text-accent underline">{signIn.signUp}</Link></p>
    </Outside>
  );
}
