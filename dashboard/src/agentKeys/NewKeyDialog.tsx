import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";

/** A new API key, this once. */
export function NewKeyDialog({ apiKey, lead, close }: {
  apiKey: string; lead: string; close: () => void;
}): ReactElement {
  const { agentKeys } = words;
  return (
    <Dialog title={agentKeys.madeTitle} close={close}>
      <p className="mb-4 text-ink-soft">{lead}</p>
      <p className="mb-1.5 text-sm font-medium">{agentKeys.key}</p>
      <Command text={apiKey} />
      <Button look="primary" className="mt-5 w-full" onClick={close}>{agentKeys.kept}</Button>
    </Dialog>
  );
}
