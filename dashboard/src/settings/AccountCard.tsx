import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import { textOf } from "../account/textOf.js";
import { explain } from "../exchange/refusals.js";
import { accountQuery, meQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { Badge } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Field } from "../pieces/Field.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { ChangeAddress } from "./ChangeAddress.js";

/** Who is signed in: the account, where there is one, and the owner that it acts for. */
export function AccountCard(): ReactElement {
  const { settings, account: said } = words;
  const { data } = useQuery(accountQuery);
  const account = data ?? null;
  // An auditor's account has nothing of an owner.
  const me = useQuery({ ...meQuery, enabled: data !== undefined && data?.role !== "auditor" }).data;
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: (name: string) => exchange.account.rename(name),
    onSuccess: () => toast(said.settings.saved),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["account"] }),
  });
  const prove = useMutation({
    mutationFn: (email: string) => exchange.signIn.sendLink(email),
    onSuccess: () => toast(said.settings.proveSent),
    onError: (problem) => toast(explain(problem, said.sent.problems), { tone: "stop" }),
  });
  const [isChanging, setChanging] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    rename.mutate(textOf(event, "name"));
  };
  return (
    <Card className="p-4 sm:p-5">
      <h2>{settings.account}</h2>
      {account !== null && (
        <>
          <p className="mt-2 flex flex-wrap items-center gap-3">
            <span className="break-all">{account.email}</span>
            <Badge tone={account.emailVerified ? "good" : "wait"}>
              {account.emailVerified ? said.settings.verified : said.settings.unverified}
            </Badge>
            <Badge tone="accent">{said.settings.roles[account.role]}</Badge>
            <Button onClick={() => setChanging(true)}>{said.settings.changeAddress}</Button>
            {!account.emailVerified && (
              <Button disabled={prove.isPending} onClick={() => prove.mutate(account.email)}>
                {said.settings.prove}
              </Button>
            )}
          </p>
          <form key={account.name} onSubmit={submit} className="mt-3 flex flex-wrap items-end gap-3">
            <Field
              label={said.name} name="name" required defaultValue={account.name} autoComplete="name"
              className="min-w-56 flex-1"
            />
            <Button type="submit" disabled={rename.isPending} className="!min-h-11">{said.settings.save}</Button>
          </form>
        </>
      )}
      {isChanging && <ChangeAddress close={() => setChanging(false)} />}
      {me !== undefined && (
        <p className="mt-3 flex flex-wrap items-center gap-3">
          {account === null && <span className="font-medium">{me.displayName}</span>}
          {account === null && me.operator && <Badge tone="accent">{settings.operator}</Badge>}
          <code className="break-all text-sm text-ink-soft">{settings.ownerId} {me.owner}</code>
        </p>
      )}
    </Card>
  );
}
