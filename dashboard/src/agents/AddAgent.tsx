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

/** Makes an agent of the owner whose keys are on this device; nothing where there are none. */
export function AddAgent({ look = "plain" }: { look?: "plain" | "primary" }): ReactElement | null {
  const { state } = useKeys();
  const [isAsking, setAsking] = useState(false);
  if (state === "absent" || state === "foreign") return null;
  return (
    <>
      <Button look={look} onClick={() => setAsking(true)}>
        <Plus aria-hidden="true" className="size-4" />{words.newAgent.add}
      </Button>
      {isAsking && <AddAgentDialog close={() => setAsking(false)} />}
    </>
  );
}

function AddAgentDialog({ close }: { close: () => void }): ReactElement {
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
