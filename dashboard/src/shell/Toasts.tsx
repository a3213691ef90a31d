import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useSyncExternalStore, type ReactElement } from "react";
import { words } from "../words/index.js";
import { dismiss, toastStore } from "./toastStore.js";

/** What happened, above everything, said to screen readers politely. */
export function Toasts(): ReactElement {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.current);
  return (
    <section
      aria-label={words.toasts.region}
      className="pointer-events-none fixed inset-x-0 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-50
        flex flex-col
        items-center gap-2 px-4 lg:bottom-6"
    >
      <div role="status" aria-live="polite" className="contents">
        {toasts.map(({ id, text, tone, undo, link }) => (
          <div
            key={id}
            className={`arrives pointer-events-auto flex w-full max-w-md items-center gap-2 rounded-xl border
              py-1.5 pl-4 pr-1.5
              shadow-card ${tone === "stop" ? "border-stop bg-stop-soft text-stop" : "border-line-strong bg-raised"}`}
          >
            <p className="flex-1 py-1 text-sm">{text}</p>
            {undo !== null && (
              <button
                type="button"
                className="min-h-9 rounded-lg px-3 text-sm font-semibold text-accent hover:bg-accent-soft"
                onClick={() => { undo(); dismiss(id); }}
              >
                {words.undo}
              </button>
            )}
            {link !== null && (
              <Link
                to={link.to} onClick={() => dismiss(id)}
                className="inline-flex min-h-9 items-center rounded-lg px-3 text-sm font-semibold text-accent
                  hover:bg-accent-soft"
              >
                {link.label}
              </Link>
            )}
            <button
              type="button"
              aria-label={words.dismiss}
              className="inline-flex size-9 items-center justify-center rounded-lg text-ink-soft hover:bg-sunken"
              onClick={() => dismiss(id)}
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          </div>
        ))}
      </div>
    </section>
  );
}
