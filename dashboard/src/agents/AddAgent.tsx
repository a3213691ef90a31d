import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent, type ReactElement } from "react";
import { textOf } from "../account/textOf.js";
import { useAttempt } from "../account/useAttempt.js";
import { keys } from "../keys/keyStore.js";
import { UnlockForm } from "../keys/UnlockForm.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { Field } from "../pieces/Field.js";
import { words } from "../words/index.js";
import { EnrolCommand } from "./EnrolCommand.js";

/** Opens the dialog; nothing where the keys of no owner are on this device. */
export function AddAgentButton(
  { look = "plain", open }: { look?: "plain" | "primary"; open: () => void },
): ReactElement | null {
  const { state } = useKeys();
  if (state === "absent" || state === "foreign") return null;
  return (
    <Button look={look} onClick={open}><Plus aria-hidden="true" className="size-4" />{words.newAgent.add}</Button>
  );
}

/** Makes an agent of the owner whose keys are on this device, and says what to type where it is to run. */
export function AddAgentDialog({ close }: { close: () => void }): ReactElement {
  const { newAgent } = words;
  const client = useQueryClient();
  const isOpen = useKeys().state === "unlocked";
  const [made, setMade] = useState<string | null>(null);
  const { isBusy, problem, run } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = textOf(event, "name");
    void run(async () => {
      await keys.addAgent(name);
      setMade(name);
      await client.invalidateQueries({ queryKey: ["agents"] });
      // The copy on the server lacks the new key until then.
      await client.invalidateQueries({ queryKey: ["key-upkeep"] });
    });
  };
  if (made !== null) {
    return (
      <Dialog title={newAgent.made(made)} close={close} wide>
        <EnrolCommand name={made} />
        <Button look="primary" className="mt-5" onClick={close}>{newAgent.ready}</Button>
      </Dialog>
    );
  }
  return (
    <Dialog title={newAgent.title} close={close}>
      {isOpen ? (
        <form onSubmit={submit} className="grid gap-4">
          <p className="text-ink-soft">{newAgent.lead}</p>
          <Field
            label={newAgent.name} name="name" data-first required maxLength={80} autoComplete="off" problem={problem}
            hint={newAgent.nameHint}
          />
          <Button type="submit" look="primary" disabled={isBusy}>{isBusy ? newAgent.making : newAgent.submit}</Button>
        </form>
      ) : (
        <>
          <p className="mb-4 text-ink-soft">{newAgent.unlockFirst}</p>
          <UnlockForm done={() => undefined} />
        </>
      )}
    </Dialog>
  );
}
