import { CloudOff } from "lucide-react";
import type { ReactElement } from "react";
import { explain, requestOf } from "../exchange/refusals.js";
import { words } from "../words/index.js";
import { Button } from "./Button.js";
import { EmptyState } from "./EmptyState.js";

/** A call that failed: what happened, what to do, and the request's name for the operator. */
export function ErrorState({ error, retry, isPage = false }: {
  error: unknown; retry: () => void; isPage?: boolean;
}): ReactElement {
  const request = requestOf(error);
  return (
    <div role="alert">
      <EmptyState isPage={isPage} icon={CloudOff} title={words.errors.title}>
        <p>{explain(error)}</p>
        {request !== null && <p className="mt-1 text-xs">{words.errors.request(request)}</p>}
        <Button className="mt-4" onClick={retry}>{words.retry}</Button>
      </EmptyState>
    </div>
  );
}
