import type { ApprovalMail, NotificationSettings } from "@contextexchange/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { Field } from "../pieces/Field.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { deviceZone, zones } from "./timeZones.js";

const choices: readonly ApprovalMail[] = ["immediate", "digest", "off"];

/** A night, for who has not chosen one yet. */
const usual = { from: "22:00", to: "07:00" };

export function NotificationForm({ settings }: { settings: NotificationSettings }): ReactElement {
  const { notices } = words;
  const [chosen, setChosen] = useState(settings);
  const id = useId();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (next: NotificationSettings) => exchange.account.setNotifications(next),
    onSuccess: () => toast(notices.saved),
    onError: (problem) => toast(explain(problem, notices.problems), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["notifications"] }),
  });
  const change = (part: Partial<NotificationSettings>): void => setChosen((before) => ({ ...before, ...part }));
  /** Whoever chooses a time for the first time means the clock of this device. */
  const timed = (part: Partial<NotificationSettings>): void => change(
    settings.quiet === null && settings.approvals !== "digest" && chosen.timeZone === "UTC"
      ? { timeZone: deviceZone(), ...part } : part);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    save.mutate(chosen);
  };
  const { approvals, digestAt, quiet, timeZone } = chosen;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm font-medium">{notices.approvals}</legend>
        {choices.map((choice) => (
          <label key={choice} className="flex min-h-11 items-start gap-3 rounded-lg py-1.5">
            <input
              type="radio" name="approvals" value={choice} checked={approvals === choice} className="mt-1 size-4"
              aria-describedby={`${id}-${choice}`}
              onChange={() => choice === "digest" ? timed({ approvals: choice }) : change({ approvals: choice })}
            />
            <span>
              <span className="block font-medium">{notices.choices[choice].label}</span>
              <span id={`${id}-${choice}`} className="block text-sm text-ink-soft">{notices.choices[choice].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {approvals === "digest" && (
        <Field
          label={notices.digestAt} type="time" required value={digestAt} className="w-36"
          onChange={({ target }) => change({ digestAt: target.value })}
        />
      )}
      <label className="flex min-h-11 items-start gap-3 py-1.5">
        <input
          type="checkbox" checked={quiet !== null} className="mt-1 size-4" aria-describedby={`${id}-quiet`}
          onChange={({ target }) => timed({ quiet: target.checked ? settings.quiet ?? usual : null })}
        />
        <span>
          <span className="block font-medium">{notices.quiet}</span>
          <span id={`${id}-quiet`} className="block text-sm text-ink-soft">{notices.quietHint}</span>
        </span>
      </label>
      {quiet !== null && (
        <div className="flex flex-wrap gap-4">
          <Field
            label={notices.from} type="time" required value={quiet.from} className="w-36"
            onChange={({ target }) => change({ quiet: { ...quiet, from: target.value } })}
          />
          <Field
            label={notices.to} type="time" required value={quiet.to} className="w-36"
            onChange={({ target }) => change({ quiet: { ...quiet, to: target.value } })}
          />
        </div>
      )}
      {(quiet !== null || approvals === "digest") && (
        <label className="block text-sm font-medium">
          {notices.zone}
          <select
            value={timeZone} onChange={({ target }) => change({ timeZone: target.value })}
            className="mt-1.5 block min-h-11 w-full max-w-sm rounded-lg border border-line-strong bg-surface px-2
              text-base font-normal"
          >
            {zones(timeZone).map((zone) => <option key={zone} value={zone}>{zone.replaceAll("_", " ")}</option>)}
          </select>
        </label>
      )}
      <div><Button type="submit" disabled={save.isPending}>{notices.save}</Button></div>
    </form>
  );
}
