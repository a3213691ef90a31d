import { useId, useState, type FormEvent, type ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";

const mostBytes = 1_024;

/** Asks what should be different. */
export function SendBackDialog({ close, send }: { close: () => void; send: (note: string) => void }): ReactElement {
  const [note, setNote] = useState("");
  const id = useId();
  const isTooLong = new TextEncoder().encode(note).length > mostBytes;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isTooLong && note.trim() !== "") send(note.trim());
  };
  return (
    <Dialog title={words.approvals.sendBackTitle} close={close}>
      <form onSubmit={submit} className="grid gap-3">
        <label htmlFor={id} className="text-sm font-medium">{words.approvals.sendBackLabel}</label>
        <textarea
          id={id} data-first required rows={4} value={note} onChange={({ target }) => setNote(target.value)}
          aria-invalid={isTooLong} aria-describedby={`${id}-hint`}
          className="w-full rounded-lg border border-line-strong bg-surface p-3 text-base aria-invalid:border-stop"
        />
        <p id={`${id}-hint`} className="text-sm text-ink-soft">
          {isTooLong ? words.approvals.tooLong : words.approvals.sendBackHint}
        </p>
        <Button type="submit" look="primary" disabled={isTooLong}>{words.approvals.sendBackSubmit}</Button>
      </form>
    </Dialog>
  );
}
