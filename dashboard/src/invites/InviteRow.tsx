import type { InviteInfo } from "@contextexchange/sdk";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { NameOf } from "../exchange/names.js";
import { ago, dayAndTime, span } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Badge, type Tone } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";

const tones: Readonly<Record<InviteInfo["standing"], Tone>> =
  { open: "wait", accepted: "good", revoked: "stop", expired: "plain" };

/** One invite: how it stands, until when, and who accepted it. */
export function InviteRow({ agent, invite, nameOf, revoke }: {
  agent: string; invite: InviteInfo; nameOf: NameOf; revoke: () => void;
}): ReactElement {
  const { invites } = words;
  const now = useNow();
  const { id, standing, createdAt, expiresAt, acceptedBy } = invite;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <code className="font-medium">{id}</code>
          <Badge tone={tones[standing]}>{invites.standings[standing]}</Badge>
        </p>
        <p className="text-sm text-ink-soft">
          {invites.created(ago(createdAt, now))}
          {standing === "open" && `, ${invites.expires(span(expiresAt - now))}`}
          {standing === "expired" && `, ${invites.ended(dayAndTime(expiresAt))}`}
        </p>
      </div>
      {acceptedBy !== null && (
        <Link
          to="/connections/$agent/$peer" params={{ agent, peer: acceptedBy }}
          className="text-sm font-medium text-accent underline"
        >
          {invites.acceptedBy(nameOf(acceptedBy))}
        </Link>
      )}
      {standing === "open" && (
        <Button look="danger" aria-label={invites.revokeOne(id)} onClick={revoke}>{invites.revoke}</Button>
      )}
    </li>
  );
}
