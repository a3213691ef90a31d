import { ExchangeError } from "@contextexchange/sdk";
import { useState, type FormEvent, type ReactElement } from "react";
import { heldOwnerLink } from "../account/fragment.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { keys } from "./keyStore.js";
import { explainKeys } from "./UnlockForm.js";
import { useKeys } from "./useKeys.js";

const isRefused = (error: unknown): boolean => error instanceof ExchangeError && error.code === "vault-refused";

/**
 * Takes keys over by a link: the one that was opened, or one that is pasted.
 * @param only Whose keys they must be; null for anybody's.
 */
export function TakeOverForm({ only, done }: { only: string | null; done: () => Promise<void> }): ReactElement {
  const standing = useKeys();
  const [isGiven] = useState(() => heldOwnerLink() !== null);
  const [link, setLink] = useState(heldOwnerLink() ?? "");
  const [problem, setProblem] = useState<string>();
  const isBusy = standing.state === "unlocking";
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const passphrase = String(new FormData(event.currentTarget).get("passphrase"));
    setProblem(undefined);
    try {
      await keys.takeOver(link, passphrase, only);
      await done();
    } catch (error) {
      // A link of which a part is missing cannot be told from a wrong passphrase.
      setProblem(isRefused(error) ? words.keys.takeOverWrong : explainKeys(error));
    }
  };
  return (
    <>
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
    </>
  );
}
