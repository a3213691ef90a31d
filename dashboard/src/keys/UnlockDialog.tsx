import type { ReactElement } from "react";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";
import { UnlockForm } from "./UnlockForm.js";

export function UnlockDialog({ close }: { close: () => void }): ReactElement {
  return (
    <Dialog title={words.keys.unlockTitle} close={close}>
      <p className="mb-4 text-ink-soft">{words.keys.unlockLead}</p>
      <UnlockForm done={close} />
    </Dialog>
  );
}
