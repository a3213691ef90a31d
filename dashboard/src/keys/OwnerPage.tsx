import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactElement } from "react";
import { signInByKeys } from "../account/account.js";
import { dropOwnerLink, heldOwnerLink } from "../account/fragment.js";
import { Outside } from "../account/Outside.js";
import { meQuery } from "../exchange/queries.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Field } from "../pieces/Field.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { keys } from "./keyStore.js";
import { explainKeys } from "./UnlockForm.js";
import { useKeys } from "./useKeys.js";

/**
 * Takes over an owner's keys by the link that `cex owner export --link` prints; whoever has none yet is signed in
 * too.
 */
export function OwnerPage(): ReactElement {
  const standing = useKeys();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [link, setLink] = useState(heldOwnerLink() ?? "");
  const [problem, setProblem] = useState<string>();
  const isBusy = standing.state === "unlocking";
  const isGiven = heldOwnerLink() !== null;
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const passphrase = String(new FormData(event.currentTarget).get("passphrase"));
    setProblem(undefined);
    try {
      await keys.takeOver(link, passphrase);
      dropOwnerLink();
      if (client.getQueryData(meQuery.queryKey) === undefined) await signInByKeys(client);
      toast(words.keys.takeOverDone);
      await navigate({ to: "/approvals" });
    } catch (error) {
      setProblem(explainKeys(error));
    }
  };
  return (
    <Outside>
      <PageTitle title={words.keys.takeOver} lead={words.keys.takeOverLead} />
      {!isGiven && (
        <>
          <p className="mb-2 text-sm text-ink-soft">{words.keys.takeOverStep}</p>
          <Command text={words.keys.takeOverCommand} />
        </>
      )}
      <form onSubmit={(event) => void submit(event)} className="mt-5 grid gap-4">
        {!isGiven && (
          <Field
            label={words.keys.takeOverPaste} value={link} required autoComplete="off" spellCheck={false}
            onChange={({ target }) => setLink(target.value)} placeholder={`${location.origin}/owner#…`}
          />
        )}
        <Field
          label={words.keys.passphrase} name="passphrase" type="password" autoComplete="current-password" required
          hint={standing.state === "absent" || isBusy ? undefined : words.keys.replaceWarning} problem={problem}
        />
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? words.keys.unlocking : words.keys.takeOverSubmit}
        </Button>
        <p role="status" className="text-sm text-ink-soft empty:hidden">{isBusy ? words.keys.deriving : ""}</p>
      </form>
      <p className="mt-5 border-t border-line pt-4 text-sm text-ink-soft">{words.keys.unlockLead}</p>
    </Outside>
  );
}
