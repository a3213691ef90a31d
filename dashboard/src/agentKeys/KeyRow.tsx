import type { KeyInfo } from "@contextexchange/sdk";
import { KeyRound } from "lucide-react";
import type { ReactElement } from "react";
import { ago, dayAndTime, span } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";

/** One API key by its public id: since when, when it was last used, and until when where it was replaced. */
export function KeyRow({ info, rotate, revoke }: {
  info: KeyInfo; rotate: () => void; revoke: () => void;
}): ReactElement {
  const { agentKeys } = words;
  const now = useNow();
  const { id, issuedAt, lastUsedAt, revokedAt } = info;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <KeyRound aria-hidden="true" className="size-5 shrink-0 text-ink-soft" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-2">
          <code className="font-medium">{id}</code>
          {revokedAt !== null && <Badge tone="wait">{agentKeys.leaving(span(revokedAt - now))}</Badge>}
        </p>
        <p className="text-sm text-ink-soft">
          {agentKeys.issued(dayAndTime(issuedAt))},{" "}
          {lastUsedAt === null ? agentKeys.notUsed : agentKeys.lastUsed(ago(lastUsedAt, now))}
        </p>
      </div>
      {revokedAt === null
        && <Button aria-label={agentKeys.rotateOne(id)} onClick={rotate}>{agentKeys.rotate}</Button>}
      <Button look="danger" aria-label={agentKeys.revokeOne(id)} onClick={revoke}>{agentKeys.revoke}</Button>
    </li>
  );
}
