import { CloudOff } from "lucide-react";
import { useSyncExternalStore, type ReactElement } from "react";
import { useStreamState } from "../activity/useActivity.js";
import { words } from "../words/index.js";

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says that what is shown may be old, as long as it may be. */
export function ConnectionNotice(): ReactElement {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  const state = useStreamState();
  const said = !isOnline ? [words.errors.offline, words.errors.offlineText]
    : state === "reconnecting" ? [words.errors.unreachable, words.errors.unreachableText] : null;
  return (
    <div role="status">
      {said !== null && (
        <p className="flex flex-wrap items-center justify-center gap-x-3 border-b border-wait/40 bg-wait-soft
          px-4 py-2 text-sm
          text-wait">
          <CloudOff aria-hidden="true" className="size-4" /><strong>{said[0]}</strong> {said[1]}
        </p>
      )}
    </div>
  );
}
