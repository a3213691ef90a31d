import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from "react";
import { painted } from "../app/painted.js";
import { words } from "../words/index.js";
import { Button } from "./Button.js";

/**
 * A modal dialog of the platform: it keeps the focus, makes the rest inert, closes with Escape and gives the focus
 * back,
 * without a style or script of its own. What carries `data-first` has the focus first.
 *
 * To make the rest inert is work for every element of the page. A dialog that `paintsFirst` is drawn and has the focus
 * before it: right for what people open to type into, not for what must not be clicked past.
 */
export function Dialog({ title, children, close, wide = false, paintsFirst = false }: {
  title: string; children: ReactNode; close: () => void; wide?: boolean; paintsFirst?: boolean;
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    // The dialog gives the focus once, and to the right place: each time the browser lays the page out for it.
    element?.querySelector("[data-first]")?.toggleAttribute("autofocus", true);
    if (paintsFirst) {
      element?.show();
      void painted().then(() => {
        if (element?.open !== true) return;
        // Nothing is drawn in between, and the focus stays where it is.
        element.removeAttribute("open");
        element.showModal();
      });
    } else element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [paintsFirst]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => { event.preventDefault(); close(); }}
      onKeyDown={({ key }) => { if (key === "Escape" && dialog.current?.matches(":modal") === false) close(); }}
      onClick={(event) => { if (event.target === dialog.current) close(); }}
      className={`${wide ? "sm:max-w-2xl" : "sm:max-w-lg"} fixed inset-y-0 z-50 w-full max-sm:mb-0
        max-sm:max-w-none rounded-2xl border border-line bg-raised p-0 shadow-card max-sm:rounded-b-none`}
    >
      <div className="max-h-[85dvh] overflow-y-auto p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 id={heading} className="text-lg">{title}</h2>
          <Button look="quiet" aria-label={words.close} onClick={close} className="-mr-2 -mt-2 !px-2.5">
            <X aria-hidden="true" className="size-5" />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
