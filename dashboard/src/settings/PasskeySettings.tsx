import type { PasskeyInfo } from "@contextexchange/sdk";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import { deviceName } from "../account/deviceName.js";
import { addPasskey, canUsePasskeys } from "../account/passkeys.js";
import { recently } from "../account/recentSignIn.js";
import { textOf } from "../account/textOf.js";
import { useAttempt } from "../account/useAttempt.js";
import { passkeysQuery } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Confirm } from "../pieces/Confirm.js";
import { Field } from "../pieces/Field.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { PasskeyRow } from "./PasskeyRow.js";
import { RenamePasskey } from "./RenamePasskey.js";

/** The account's passkeys: added under a name, removed after a question. */
export function PasskeySettings(): ReactElement {
  const { settings } = words.account;
  const client = useQueryClient();
  const passkeys = useQuery(passkeysQuery).data;
  const [leaving, setLeaving] = useState<PasskeyInfo | null>(null);
  const [renaming, setRenaming] = useState<PasskeyInfo | null>(null);
  const { isBusy, problem, run } = useAttempt(settings.passkeyProblems);
  const refresh = async (): Promise<void> => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["passkeys"] }), client.invalidateQueries({ queryKey: ["account"] }),
    ]);
  };
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = textOf(event, "name");
    void run(async () => {
      await recently(() => addPasskey(name));
      toast(settings.added);
      await refresh();
    });
  };
  const remove = async (id: string): Promise<void> => {
    try {
      await recently(() => exchange.account.removePasskey(id));
      toast(settings.removed);
    } catch (error) {
      toast(explain(error), { tone: "stop" });
    } finally {
      await refresh();
    }
  };
  return (
    <Card className="overflow-clip">
      <div className="border-b border-line px-4 py-3 sm:px-5">
        <h2>{settings.passkeys}</h2>
        <p className="text-sm text-ink-soft">{settings.passkeysLead}</p>
      </div>
      {passkeys?.length === 0 && <p className="px-4 py-3 text-ink-soft sm:px-5">{settings.noPasskeys}</p>}
      <ul className="divide-y divide-line">
        {(passkeys ?? []).map((passkey) => (
          <PasskeyRow
            key={passkey.id} passkey={passkey} rename={() => setRenaming(passkey)} remove={() => setLeaving(passkey)}
          />
        ))}
      </ul>
      <div className="border-t border-line px-4 py-4 sm:px-5">
        {canUsePasskeys() ? (
          <form onSubmit={add} className="flex flex-wrap items-end gap-3">
            <Field
              label={settings.passkeyName} name="name" required defaultValue={deviceName(navigator.userAgent)}
              maxLength={64} autoComplete="off" className="min-w-56 flex-1"
            />
            <Button type="submit" disabled={isBusy} className="!min-h-11">{settings.add}</Button>
          </form>
        ) : <p className="text-ink-soft">{settings.noBrowser}</p>}
        <p role="alert" className="mt-2 text-sm font-medium text-stop empty:hidden">{problem}</p>
      </div>
      {renaming !== null && (
        <RenamePasskey
          passkey={renaming} close={() => setRenaming(null)}
          renamed={() => { setRenaming(null); toast(settings.renamed); void refresh(); }}
        />
      )}
      {leaving !== null && (
        <Confirm
          title={settings.removeTitle(leaving.name)} text={settings.removeText} label={settings.remove}
          close={() => setLeaving(null)} confirm={() => void remove(leaving.id)}
        />
      )}
    </Card>
  );
}
