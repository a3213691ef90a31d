import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent, ReactElement, ReactNode } from "react";
import { textOf } from "../account/textOf.js";
import { useAttempt } from "../account/useAttempt.js";
import type { OwnConnection } from "../exchange/queries.js";
import { exchange, serverClock } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { Field } from "../pieces/Field.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { dayOf, endOf, retentions, silences, silenceText } from "./policies.js";

function Select({ label, name, value, children }: {
  label: string; name: string; value: number; children: ReactNode;
}): ReactElement {
  return (
    <label className="block">
      <span className="mb-1.5 block text-sm font-medium">{label}</span>
      <select
        name={name} defaultValue={value}
        className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base"
      >
        {children}
      </select>
    </label>
  );
}

/** Changes when a connection ends and how long its messages are kept. No part of the contract: no key signs it. */
export function PolicyEditor({ connection, close }: { connection: OwnConnection; close: () => void }): ReactElement {
  const { policy } = words;
  const { agent, peer, peerName } = connection;
  const { expiresAt, idleAfterSeconds, retention } = connection.policy;
  const client = useQueryClient();
  const { isBusy, problem, run } = useAttempt(policy.problems);
  // What `cex` or the API has chosen stays a choice.
  const offered = [...new Set([...silences, ...idleAfterSeconds === null ? [] : [idleAfterSeconds]])]
    .sort((one, other) => one - other);
  const before = expiresAt === null ? "" : dayOf(expiresAt);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const [expiry, idle] = [textOf(event, "expiry"), Number(textOf(event, "idle"))];
    const wanted = {
      // Who leaves the day leaves the time of day.
      expiresAt: expiry === before ? expiresAt : endOf(expiry),
      idleAfterSeconds: idle === 0 ? null : idle,
      retention: Number(textOf(event, "retention")),
    };
    void run(async () => {
      await exchange.connections.putPolicy(agent, peer, wanted);
      await client.invalidateQueries({ queryKey: ["connections"] });
      toast(policy.saved);
      close();
    });
  };
  return (
    <Dialog title={policy.changeTitle} close={close}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={policy.expiry} hint={policy.expiryHint} name="expiry" type="date" defaultValue={before}
          min={dayOf(serverClock.now())}
        />
        <Select label={policy.idle} name="idle" value={idleAfterSeconds ?? 0}>
          <option value={0}>{policy.idleNever}</option>
          {offered.map((seconds) => <option key={seconds} value={seconds}>{silenceText(seconds)}</option>)}
        </Select>
        <div>
          <Select label={policy.retention} name="retention" value={retention}>
            {retentions.map((days) => (
              <option key={days} value={days}>{days === 0 ? policy.retentionAlways : policy.span(days)}</option>
            ))}
          </Select>
          <p className="mt-1.5 text-sm text-ink-soft">{policy.retentionHint}</p>
        </div>
        <p className="text-sm text-ink-soft">{policy.both(peerName)}</p>
        <p role="alert" className="text-sm font-medium text-stop empty:hidden">{problem}</p>
        <Button type="submit" look="primary" className="!min-h-11" disabled={isBusy}>
          {isBusy ? policy.saving : policy.save}
        </Button>
      </form>
    </Dialog>
  );
}
