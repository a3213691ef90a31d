import type { ReactElement } from "react";
import { useRights } from "../exchange/useRights.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";
import { allPlaces } from "./places.js";

const { items } = words.shortcuts;

function Keys({ list }: { list: readonly (readonly [string, string])[] }): ReactElement {
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
      {list.map(([keys, what]) => (
        <div key={keys} className="contents">
          <dt className="flex gap-1">
            {keys.split(" ").map((key) => (
              <kbd key={key} className="min-w-7 rounded-md border border-line-strong bg-sunken px-1.5 py-0.5
                text-center">
                {key}
              </kbd>
            ))}
          </dt>
          <dd className="text-ink-soft">{what}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Every key that the page knows. */
export function ShortcutSheet({ close }: { close: () => void }): ReactElement {
  const rights = useRights();
  const { isAuditor } = rights;
  return (
    <Dialog title={words.shortcuts.title} close={close} wide={!isAuditor}>
      <div className={`grid gap-8 ${isAuditor ? "" : "sm:grid-cols-2"}`}>
        <section>
          <h3 className="mb-3 font-medium">{words.shortcuts.everywhere}</h3>
          <Keys list={[
            ["Ctrl K", isAuditor ? items.pages : items.palette], ["?", items.sheet],
            ...allPlaces(rights).map(({ key, label }) => [`g ${key}`, label] as const),
            ...isAuditor ? [] : [["z", items.undo], ["L", items.lock]] as const,
          ]} />
        </section>
        {!isAuditor && (
          <section>
            <h3 className="mb-3 font-medium">{words.shortcuts.inApprovals}</h3>
            <Keys list={[
              ["j", items.next], ["k", items.previous], ["a", items.approve], ["r", items.reject],
              ["b", items.sendBack], ["x", items.select],
            ]} />
          </section>
        )}
      </div>
    </Dialog>
  );
}
