import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Search, Settings } from "lucide-react";
import { memo, useCallback, useState, useSyncExternalStore, type ReactElement } from "react";
import { approvalsQuery } from "../exchange/queries.js";
import { useMyName } from "../exchange/useMyName.js";
import { useRights } from "../exchange/useRights.js";
import { Logo } from "../pieces/Logo.js";
import { KeyNotice } from "../keys/KeyNotice.js";
import { words } from "../words/index.js";
import { AuditorShell } from "./AuditorShell.js";
import { ClockNotice } from "./ClockNotice.js";
import { CommandPalette } from "./CommandPalette.js";
import { ConnectionNotice } from "./ConnectionNotice.js";
import { KeyBadge } from "./KeyBadge.js";
import { furtherPlaces, places, type Place } from "./places.js";
import { ShortcutSheet } from "./ShortcutSheet.js";
import { Toasts } from "./Toasts.js";
import { useHeldNews } from "./useHeldNews.js";
import { useLiveData } from "./useLiveData.js";
import { usePresence } from "./usePresence.js";
import { useShortcuts } from "./useShortcuts.js";

// From here on the navigation stands beside the page. Only the one that is seen is made: each link follows every change
// of the address.
const wide = matchMedia("(min-width: 64rem)");

function subscribe(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}

function Count({ of, className }: { of: Place; className: string }): ReactElement | null {
  const waiting = useQuery(approvalsQuery).data?.length ?? 0;
  if (of.to !== "/approvals" || waiting === 0) return null;
  return (
    <span className={`inline-flex min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs
      font-semibold
      text-on-accent ${className}`}>
      {waiting}<span className="sr-only">{` ${words.approvals.waiting(waiting)}`}</span>
    </span>
  );
}

function PlaceLink({ place }: { place: Place }): ReactElement {
  return (
    <Link
      to={place.to} activeOptions={{ exact: place.to === "/" }}
      className="flex min-h-11 items-center gap-3 rounded-xl px-3 text-sm font-medium text-ink-soft hover:bg-sunken
        hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
    >
      <place.icon aria-hidden="true" className="size-5" />
      <span className="flex-1">{place.label}</span><Count of={place} className="" />
    </Link>
  );
}

// It scrolls by itself, so the browser draws it apart. It is above the page, which is then one picture: what would be
// drawn above it, such as the rows of a list, would be made of several, and made anew when one row changes.
function Sidebar({ search }: { search: () => void }): ReactElement {
  const myName = useMyName();
  const rights = useRights();
  return (
    <div className="sticky top-0 z-10 flex h-dvh w-60 shrink-0 flex-col overflow-y-auto border-r border-line
      bg-surface px-3 py-4">
      <p className="mb-4 flex items-center gap-2.5 px-3 font-semibold tracking-tight">
        <Logo className="size-6" />{words.product}
      </p>
      <button
        type="button" onClick={search}
        className="mb-3 flex min-h-10 items-center gap-3 rounded-xl border border-line bg-sunken px-3 text-sm
          text-ink-soft
          hover:border-line-strong"
      >
        <Search aria-hidden="true" className="size-4" /><span className="flex-1 text-left">{words.palette.open}</span>
        <kbd className="text-xs">Ctrl K</kbd>
      </button>
      <nav aria-label={words.navigation} className="grid gap-0.5">
        {places.map((place) => <PlaceLink key={place.to} place={place} />)}
        <hr className="mx-3 my-2 border-line" />
        {furtherPlaces(rights).map((place) => <PlaceLink key={place.to} place={place} />)}
      </nav>
      <div className="mt-auto grid gap-0.5 border-t border-line pt-3">
        <KeyBadge />
        <Link to="/settings" className="flex min-h-11 items-center gap-3 rounded-xl px-3 text-sm font-medium
          text-ink-soft
          hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent">
          <Settings aria-hidden="true" className="size-5" />
          <span className="min-w-0 flex-1">
            <span className="block truncate">{myName ?? words.pages.settings}</span>
            <span className="block text-xs font-normal">{words.pages.settings}</span>
          </span>
        </Link>
      </div>
    </div>
  );
}

function PhoneHeader({ search }: { search: () => void }): ReactElement {
  const look = "inline-flex size-11 items-center justify-center rounded-xl text-ink-soft hover:bg-sunken";
  return (
    <div className="sticky top-0 z-30 flex items-center gap-1 border-b border-line bg-surface/95 px-3 py-1.5">
      <p className="flex flex-1 items-center gap-2 font-semibold tracking-tight">
        <Logo className="size-5" />{words.product}
      </p>
      <KeyBadge isShort />
      <button type="button" onClick={search} className={look} aria-label={words.palette.open}>
        <Search aria-hidden="true" className="size-5" />
      </button>
      <Link to="/settings" className={look} aria-label={words.pages.settings}>
        <Settings aria-hidden="true" className="size-5" />
      </Link>
    </div>
  );
}

function BottomBar(): ReactElement {
  return (
    <nav
      aria-label={words.navigation}
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-surface
        pb-[env(safe-area-inset-bottom)]"
    >
      {places.map((place) => (
        <Link
          key={place.to} to={place.to} activeOptions={{ exact: place.to === "/" }}
          className="relative flex min-h-15 flex-col items-center justify-center gap-1 text-[0.6875rem]
            font-medium text-ink-soft
            aria-[current=page]:text-accent"
        >
          <place.icon aria-hidden="true" className="size-5.5" />{place.label}
          <Count of={place} className="absolute left-1/2 top-1 ml-1.5" />
        </Link>
      ))}
    </nav>
  );
}

/** What stands around every page of somebody who is signed in. */
export function Shell(): ReactElement {
  return useRights().isAuditor ? <AuditorShell /> : <OwnerShell />;
}

/** The page itself. What stands over it comes and goes without it being made anew. */
const Frame = memo(function Frame({ search }: { search: () => void }): ReactElement {
  const isWide = useSyncExternalStore(subscribe, () => wide.matches);
  return (
    <div className="lg:flex">
      <a href="#main" className="sr-only z-50 rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only
        focus:fixed
        focus:left-4 focus:top-4">
        {words.skip}
      </a>
      <header className="contents">
        {isWide ? <Sidebar search={search} /> : <PhoneHeader search={search} />}
      </header>
      <div className="min-w-0 flex-1">
        <ConnectionNotice />
        <ClockNotice />
        <KeyNotice />
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl px-4 pb-32 pt-6 sm:px-6 lg:px-10
          lg:pb-16 lg:pt-9">
          <Outlet />
        </main>
      </div>
      {!isWide && <BottomBar />}
      <Toasts />
    </div>
  );
});

function OwnerShell(): ReactElement {
  const [open, setOpen] = useState<"palette" | "sheet" | null>(null);
  const search = useCallback(() => setOpen("palette"), []);
  const close = useCallback(() => setOpen(null), []);
  useShortcuts(setOpen);
  useLiveData();
  useHeldNews();
  usePresence();
  return (
    <>
      <Frame search={search} />
      {open === "palette" && <CommandPalette close={close} />}
      {open === "sheet" && <ShortcutSheet close={close} />}
    </>
  );
}
