import { Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Logo } from "../pieces/Logo.js";
import { words } from "../words/index.js";
import { placesOfAuditors } from "./places.js";
import { ShellKeys } from "./ShellKeys.js";
import { Toasts } from "./Toasts.js";

const look = "inline-flex min-h-11 items-center gap-2 rounded-xl px-3 text-sm font-medium text-ink-soft "
  + "hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent";

/** What stands around the pages of an auditor, who has neither agents nor keys nor anything to decide. */
export function AuditorShell(): ReactElement {
  return (
    <>
      <a href="#main" className="sr-only z-50 rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only
        focus:fixed focus:left-4 focus:top-4">
        {words.skip}
      </a>
      <header className="sticky top-0 z-30 flex items-center gap-x-2 border-b border-line bg-surface/95 px-3 py-1.5
        sm:px-6">
        <p className="flex flex-1 items-center gap-2 font-semibold tracking-tight">
          <Logo className="size-5" /><span className="max-sm:sr-only">{words.product}</span>
        </p>
        <nav aria-label={words.navigation} className="flex gap-1">
          {placesOfAuditors.map(({ to, label, icon: Icon }) => (
            <Link key={to} to={to} className={look}><Icon aria-hidden="true" className="size-5" />{label}</Link>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl px-4 pb-16 pt-6 sm:px-6 lg:px-10">
        <Outlet />
      </main>
      <Toasts />
      <ShellKeys />
    </>
  );
}
