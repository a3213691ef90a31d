import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent, ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { signInByCode } from "./account.js";
import { textOf } from "./textOf.js";
import { useAttempt } from "./useAttempt.js";

/** Signs in by a code that the command line prints. */
export function PageCodeForm({ done }: { done: () => void | Promise<void> }): ReactElement {
  const { signIn } = words;
  const client = useQueryClient();
  const { isBusy, problem, run } = useAttempt({ unauthenticated: signIn.refused });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = textOf(event, "code");
    void run(async () => { await signInByCode(client, code); await done(); });
  };
  return (
    <>
      <p className="mb-2 text-sm text-ink-soft">{signIn.codeHint}</p>
      <Command text={signIn.command} />
      <form onSubmit={submit} className="mt-5 grid gap-4">
        <Field
          label={signIn.code} name="code" required autoComplete="one-time-code" autoCapitalize="off"
          spellCheck={false} placeholder="cex_page_…" problem={problem}
        />
        <Button type="submit" look="primary" disabled={isBusy}>{isBusy ? signIn.busy : signIn.submit}</Button>
      </form>
    </>
  );
}
