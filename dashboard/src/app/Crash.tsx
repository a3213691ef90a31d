import { ExchangeError } from "@contextexchange/sdk";
import { ServerCrash } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { words } from "../words/index.js";

/** A page that could not be shown: because the server said so, or because something in it broke. */
export function Crash({ error, reset }: { error: unknown; reset?: () => void }): ReactElement {
  const again = (): void => {
    if (reset === undefined) location.reload();
    else reset();
  };
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
export function CrashedPage(props: { error: unknown; reset?: () => void }): ReactElement {
  return <main><Crash {...props} /></main>;
}
