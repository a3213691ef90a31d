import { ClockAlert } from "lucide-react";
import { useSyncExternalStore, type ReactElement } from "react";
import { serverClock } from "../exchange/server.js";
import { span } from "../exchange/time.js";
import { words } from "../words/index.js";

/** Says that this device's clock is wrong, as long as it is: messages then do not open, or count as expired. */
export function ClockNotice(): ReactElement {
  const error = useSyncExternalStore(serverClock.subscribe, serverClock.error);
  return (
    <div role="status">
      {error !== 0 && (
        <p className="flex items-center justify-center gap-x-3 border-b border-wait/40 bg-wait-soft px-4 py-2 text-sm
          text-wait">
          <ClockAlert aria-hidden="true" className="size-4 shrink-0" />
          {error < 0 ? words.errors.clockSlow(span(-error)) : words.errors.clockFast(span(error))}
        </p>
      )}
    </div>
  );
}
