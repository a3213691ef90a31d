import { useState, type FormEvent, type ReactElement } from "react";
import { keys } from "../keys/keyStore.js";
import { explainKeys } from "../keys/UnlockForm.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";

/** Whoever gets the sealed keys can try passphrases for years: this is the least that stands against it. */
const leastLength = 12;

/** Makes an owner's keys in this browser, sealed under a passphrase. */
export function NewKeysForm({ name, done }: { name: string; done: () => Promise<void> }): ReactElement {
  const { keys: said } = words.account.welcome;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [differs, setDiffers] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const passphrase = String(form.get("passphrase"));
    const isShort = passphrase.length < leastLength;
    const isSame = passphrase === String(form.get("repeat"));
    setProblem(isShort ? said.short(leastLength) : undefined);
    setDiffers(isSame ? undefined : said.differs);
    if (isShort || !isSame) return;
    setBusy(true);
    try {
      await keys.create(name, passphrase);
      await done();
    } catch (error) {
      setProblem(explainKeys(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <Field
        label={said.passphrase} name="passphrase" type="password" required autoComplete="new-password"
        hint={said.hint(leastLength)} problem={problem}
      />
      <Field
        label={said.repeat} name="repeat" type="password" required autoComplete="new-password" problem={differs}
      />
      <Button type="submit" look="primary" disabled={isBusy}>{isBusy ? said.busy : said.submit}</Button>
      <p role="status" className="text-sm text-ink-soft empty:hidden">{isBusy ? words.keys.deriving : ""}</p>
    </form>
  );
}
