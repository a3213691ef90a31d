import type { InviteMade } from "@contextexchange/sdk";
import type { ReactElement } from "react";
import { acceptCommand } from "../account/acceptCommand.js";
import { dayAndTime } from "../exchange/time.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { words } from "../words/index.js";

/** A new invite's link, this once. */
export function MadeInvite({ invite, done }: { invite: InviteMade; done: () => void }): ReactElement {
  const { invites } = words;
  const command = acceptCommand(new URL(invite.link));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="text-ink-soft">{invites.madeLead}</p>
      <div>
        <p className="mb-1.5 text-sm font-medium">{invites.link}</p>
        <Command text={invite.link} />
      </div>
      {command !== null && (
        <div>
          <p className="mb-1.5 text-sm font-medium">{invites.command}</p>
          <Command text={command} />
        </div>
      )}
      <p className="text-sm text-ink-soft">{invites.until(dayAndTime(invite.expiresAt))}</p>
      <Button look="primary" onClick={done}>{invites.done}</Button>
    </div>
  );
}
