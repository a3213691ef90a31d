import type { AccountSummary } from "@contextexchange/sdk";
import type { FormEvent, ReactElement } from "react";
import { textOf } from "../account/textOf.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";

const roles = ["owner", "auditor", "operator"] as const;

/** Asks which role an account is to have, and says of each what it sees. */
export function RoleDialog({ account, close, give }: {
  account: AccountSummary; close: () => void; give: (role: AccountSummary["role"]) => void;
}): ReactElement {
  const { accounts } = words;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const chosen = textOf(event, "role");
    const role = roles.find((one) => one === chosen);
    if (role !== undefined && role !== account.role) give(role);
    close();
  };
  return (
    <Dialog title={accounts.roleTitle(account.name)} close={close}>
      <form onSubmit={submit} className="grid gap-4">
        <fieldset className="grid gap-2">
          <legend className="sr-only">{accounts.role}</legend>
          {roles.map((role) => (
            <label key={role} className="flex min-h-11 items-start gap-3">
              <input
                type="radio" name="role" value={role} defaultChecked={role === account.role}
                className="mt-0.5 size-5 shrink-0 accent-[var(--accent)]"
              />
              <span>
                <span className="block font-medium">{accounts.roles[role].name}</span>
                <span className="block text-sm text-ink-soft">{accounts.roles[role].text}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{words.cancel}</Button>
          <Button type="submit" look="primary">{accounts.give}</Button>
        </div>
      </form>
    </Dialog>
  );
}
