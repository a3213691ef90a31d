import { ExchangeError } from "@contextexchange/sdk";
import { useRouter } from "@tanstack/react-router";
import { ServerCrash } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { words } from "../words/index.js";

/** A page that could not be shown: because the server said so, or because something in it broke. */
export function Crash({ error }: { error: unknown }): ReactElement {
  const router = useRouter();
  // What had to be there before the page could begin is asked for anew, too.
  const again = (): void => void router.invalidate();
  return (
    <div className="p-6">
      {error instanceof ExchangeError ? <ErrorState isPage error={error} retry={again} /> : (
        <div role="alert">
          <EmptyState isPage icon={ServerCrash} title={words.errors.crash}>
            <p className="mb-4">{words.errors.crashText}</p>
            <Button onClick={() => location.reload()}>{words.errors.reload}</Button>
          </EmptyState>
        </div>
      )}
    </div>
  );
}

/** The same where nothing stands around it. */
export function CrashedPage({ error }: { error: unknown }): ReactElement {
  return <main><Crash error={error} /></main>;
}
