import { useState, type ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";

const overlaps = [0, 3_600, 86_400, 604_800] as const;
const usual = 3_600;

/** Asks how long the old key goes on before it is replaced. */
export function RotateDialog({ rotate, close }: {
  rotate: (overlapSeconds: number) => void; close: () => void;
}): ReactElement {
  const { agentKeys } = words;
  const [overlap, setOverlap] = useState<number>(usual);
  return (
    <Dialog title={agentKeys.rotateTitle} close={close}>
      <p className="mb-4 text-ink-soft">{agentKeys.rotateText}</p>
      <label className="mb-5 block">
        <span className="mb-1.5 block text-sm font-medium">{agentKeys.overlap}</span>
        <select
          value={overlap} onChange={({ target }) => setOverlap(Number(target.value))}
          className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base"
        >
          {overlaps.map((seconds) => <option key={seconds} value={seconds}>{agentKeys.overlaps[seconds]}</option>)}
        </select>
      </label>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.cancel}</Button>
        <Button look="primary" onClick={() => rotate(overlap)}>{agentKeys.rotate}</Button>
      </div>
    </Dialog>
  );
}
