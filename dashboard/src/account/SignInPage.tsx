import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactElement } from "react";
import { explain, isSignedOut } from "../exchange/refusals.js";
import { UnlockForm } from "../keys/UnlockForm.js";
import { keys } from "../keys/keyStore.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Field } from "../pieces/Field.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { signInByCode, signInByKeys } from "./account.js";
import { Outside } from "./Outside.js";

/** Signs in by a one-time code, or by the keys that are on this device. */
export function SignInPage(): ReactElement {
  const { ended, refused, to } = useSearch({ from: "/sign-in" });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(refused === true ? words.signIn.refused : undefined);
  const enter = (): Promise<void> => navigate({ to: to ?? "/" });
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    setBusy(true);
    setProblem(undefined);
    try {
      await signInByCode(client, code);
      await enter();
    } catch (error) {
      setProblem(isSignedOut(error) ? words.signIn.refused : explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Outside>
      <PageTitle title={words.signIn.title} lead={words.signIn.lead} />
      {ended === true
        && <p role="status" className="mb-4 rounded-xl bg-wait-soft p-3 text-sm text-wait">{words.signIn.ended}</p>}
      <p className="mb-2 text-sm text-ink-soft">{words.signIn.codeHint}</p>
      <Command text={words.signIn.command} />
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid gap-4">
        <Field
          label={words.signIn.code} name="code" required autoComplete="one-time-code" autoCapitalize="off"
          spellCheck={false} placeholder="cex_page_…" problem={problem}
        />
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? words.signIn.busy : words.signIn.submit}
        </Button>
      </form>
      {keys.current().state !== "absent" && (
        <section className="mt-6 border-t border-line pt-5">
          <h2 className="mb-3">{words.signIn.withKeys}</h2>
          <UnlockForm label={words.signIn.submit} done={async () => { await signInByKeys(client); await enter(); }} />
        </section>
      )}
      <p className="mt-6 border-t border-line pt-4 text-sm text-ink-soft">{words.signIn.first}</p>
    </Outside>
  );
}
