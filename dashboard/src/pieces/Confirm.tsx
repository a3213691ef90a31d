import type { ReactElement } from "react";
import { words } from "../words/index.js";
import { Button } from "./Button.js";
import { Dialog } from "./Dialog.js";

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, label, confirm, close }: {
  title: string; text: string; label: string; confirm: () => void; close: () => void;
}): ReactElement {
  return (
    <Dialog title={title} close={close}>
      <p className="mb-5 text-ink-soft">{text}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.cancel}</Button>
        <Button look="danger" onClick={() => { confirm(); close(); }}>{label}</Button>
      </div>
    </Dialog>
  );
}
