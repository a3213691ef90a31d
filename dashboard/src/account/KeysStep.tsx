import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { vaultQuery } from "../exchange/queries.js";
import { keys } from "../keys/keyStore.js";
import { UnlockForm } from "../keys/UnlockForm.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { NewKeysForm } from "./NewKeysForm.js";
import { ServerKeysForm } from "./ServerKeysForm.js";
import { useAttempt } from "./useAttempt.js";

/**
 * The keys of a new account's owner: made here, or those that are on this device or the server already. `done` binds
 * the account to them; where that fails, the keys stay, and it is tried again with them.
 */
export function KeysStep({ name, done }: { name: string; done: () => Promise<void> }): ReactElement {
  const { keys: said } = words.account.welcome;
  const vault = useQuery(vaultQuery).data;
  const [hadKeys] = useState(() => keys.current().state !== "absent");
  const { problem, run } = useAttempt(said.problems);
  const bind = (): Promise<void> => run(done);
  const failed = <p role="alert" className="mt-3 text-sm font-medium text-stop empty:hidden">{problem}</p>;
  if (vault === undefined) return <p role="status" className="text-ink-soft">{words.loading}</p>;
  if (hadKeys || problem !== undefined) {
    return (
      <>
        <PageTitle title={said.hereTitle} lead={said.hereLead} />
        <UnlockForm label={said.use} done={bind} />
        {failed}
      </>
    );
  }
  if (vault.blob.length > 0) {
    return (
      <>
        <PageTitle title={said.hereTitle} lead={said.serverLead} />
        <ServerKeysForm vault={vault.blob} label={said.use} done={bind} />
        {failed}
      </>
    );
  }
  return (
    <>
      <PageTitle title={said.title} lead={said.lead} />
      <NewKeysForm name={name} done={bind} />
      {failed}
      <p className="mt-5 border-t border-line pt-4">
        <Link to="/owner" className="font-medium text-accent underline">{said.have}</Link>
      </p>
    </>
  );
}
