import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { LogOut, ScrollText, Settings } from "lucide-react";
import type { ReactElement } from "react";
import { signOut } from "../account/account.js";
import { explain } from "../exchange/refusals.js";
import { Button } from "../pieces/Button.js";
import { Logo } from "../pieces/Logo.js";
import { words } from "../words/index.js";
import { Toasts } from "./Toasts.js";
import { toast } from "./toastStore.js";

const look = "inline-flex min-h-11 items-center gap-2 rounded-xl px-3 text-sm font-medium text-ink-soft "
  + "hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent";

/** What stands around the pages of an auditor, who has neither agents nor keys nor anything to decide. */
export function AuditorShell(): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    try {
      await signOut(client);
      await navigate({ to: "/sign-in", search: {} });
    } catch (error) {
      toast(explain(error), { tone: "stop" });
    }
  };
  return (
    <>
      <header className="sticky top-0 z-30 flex flex-wrap items-center gap-x-2 border-b border-line bg-surface/95 px-3
        py-1.5 sm:px-6">
        <p className="flex flex-1 items-center gap-2 font-semibold tracking-tight max-sm:basis-full">
          <Logo className="size-5" />{words.product}
        </p>
        <nav aria-label={words.navigation} className="flex flex-wrap gap-1">
          <Link to="/audit" className={look}>
            <ScrollText aria-hidden="true" className="size-5" />{words.pages.audit}
          </Link>
          <Link to="/settings" className={look}>
            <Settings aria-hidden="true" className="size-5" />{words.pages.settings}
          </Link>
        </nav>
        <Button look="quiet" onClick={() => void leave()}>
          <LogOut aria-hidden="true" className="size-4" />{words.signIn.out}
        </Button>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl px-4 pb-16 pt-6 sm:px-6 lg:px-10">
        <Outlet />
      </main>
      <Toasts />
    </>
  );
}
