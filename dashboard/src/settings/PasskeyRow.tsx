import type { PasskeyInfo } from "@contextexchange/sdk";
import type { ReactElement } from "react";
import { ago, dayAndTime } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";

export function PasskeyRow({ passkey, rename, remove }: {
  passkey: PasskeyInfo; rename: () => void; remove: () => void;
}): ReactElement {
  const { settings, account } = words;
  const now = useNow();
  const { name, createdAt, lastUsedAt, backedUp, suspectedAt } = passkey;
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3 sm:px-5">
      <span className="font-medium">{name}</span>
      {backedUp && <Badge>{account.settings.backedUp}</Badge>}
      {suspectedAt !== null && <Badge tone="stop">{account.settings.suspected}</Badge>}
      <span className="flex-1 text-sm text-ink-soft">
        {settings.issued(dayAndTime(createdAt))},{" "}
        {lastUsedAt === null ? settings.notUsed : settings.lastUsed(ago(lastUsedAt, now))}
      </span>
      <Button aria-label={`${account.settings.rename}: ${name}`} onClick={rename}>{account.settings.rename}</Button>
      <Button look="danger" aria-label={`${account.settings.remove}: ${name}`} onClick={remove}>
        {account.settings.remove}
      </Button>
    </li>
  );
}
