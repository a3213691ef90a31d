import type { AccountSummary } from "@contextexchange/sdk";
import type { ReactElement } from "react";
import { ago, dayAndTime } from "../exchange/time.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";

/** @param changeRole Null for the own account: whoever gave up the role could not take it back. */
export function AccountRow({ account, now, changeRole, signOut }: {
  account: AccountSummary; now: number; changeRole: (() => void) | null; signOut: () => void;
}): ReactElement {
  const { accounts } = words;
  const { name, email, emailVerified, role, createdAt, signedInAt } = account;
  return (
    <div className="flex h-full items-center gap-3 px-4 max-md:flex-col max-md:items-stretch max-md:justify-center
      max-md:gap-2">
      <div className="min-w-0 flex-1 max-md:flex-none">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {role !== "owner" && <Badge tone="accent">{words.account.settings.roles[role]}</Badge>}
          {!emailVerified && <Badge tone="wait">{accounts.unproven}</Badge>}
        </p>
        <p className="truncate text-sm text-ink-soft">{email}</p>
        <p className="truncate text-sm text-ink-soft">
          {accounts.since(dayAndTime(createdAt))},{" "}
          {signedInAt === null ? accounts.notSignedIn : accounts.signedIn(ago(signedInAt, now))}
        </p>
      </div>
      <div className="flex gap-2 max-md:*:flex-1">
        {changeRole !== null && (
          <Button aria-label={accounts.changeRoleOf(name)} onClick={changeRole}>{accounts.changeRole}</Button>
        )}
        <Button look="danger" aria-label={accounts.signOutOne(name)} onClick={signOut}>{accounts.signOut}</Button>
      </div>
    </div>
  );
}
