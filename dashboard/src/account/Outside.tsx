import type { ReactElement, ReactNode } from "react";
import { Logo } from "../pieces/Logo.js";
import { Toasts } from "../shell/Toasts.js";
import { words } from "../words/index.js";

/** What stands around pages that need no session. */
export function Outside({ children }: { children: ReactNode }): ReactElement {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <header className="mb-8">
        <p className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <Logo className="size-7" />{words.product}
        </p>
      </header>
      <main id="main" className="w-full max-w-md rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
        {children}
      </main>
      <Toasts />
    </div>
  );
}
