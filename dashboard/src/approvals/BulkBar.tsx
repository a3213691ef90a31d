import { Check, X } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";

/** What is done with everything that is selected. */
export function BulkBar({ count, all, canApprove, selectAll, approve, reject }: {
  count: number; all: number; canApprove: boolean; selectAll: (on: boolean) => void; approve: () => void;
  reject: () => void;
}): ReactElement {
  return (
    <div className="sticky top-16 z-20 mb-4 flex flex-wrap items-center gap-3 rounded-2xl border border-line
      bg-surface px-4 py-2
      lg:top-4">
      <label className="flex min-h-10 flex-1 items-center gap-3 text-sm">
        <input
          type="checkbox" className="size-5 accent-[var(--accent)]" checked={count === all}
          ref={(box) => { if (box !== null) box.indeterminate = count > 0 && count < all; }}
          onChange={({ target }) => selectAll(target.checked)}
        />
        {count === 0 ? words.approvals.selectAll : words.approvals.selected(count)}
      </label>
      {count > 0 && (
        <>
          <Button look="danger" onClick={reject}>
            <X aria-hidden="true" className="size-4" />{words.approvals.reject}
          </Button>
          <Button look="primary" disabled={!canApprove} onClick={approve}>
            <Check aria-hidden="true" className="size-4" />{words.approvals.approve}
          </Button>
        </>
      )}
    </div>
  );
}
