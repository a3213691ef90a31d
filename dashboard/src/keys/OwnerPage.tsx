import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { bindKeys, signInByKeys } from "../account/account.js";
import { dropOwnerLink, heldOwnerLink } from "../account/fragment.js";
import { Outside } from "../account/Outside.js";
import { ServerKeysForm } from "../account/ServerKeysForm.js";
import { accountQuery, meQuery, vaultQuery } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { TakeOverForm } from "./TakeOverForm.js";

/**
 * Brings an owner's keys to this device: those that the server keeps for the account, or those of the link that
 * `cex owner export --link` prints. Whoever is not signed in yet is signed in by them, and an account that acts for no
 * owner yet acts for theirs from then on.
 */
export function OwnerPage(): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const signedIn = useQuery(accountQuery);
  const account = signedIn.data ?? null;
  const mayHaveVault = account !== null && account.role !== "auditor";
  const vault = useQuery({ ...vaultQuery, enabled: mayHaveVault }).data;
  const mine = account?.owner ?? client.getQueryData(meQuery.queryKey)?.owner ?? null;
  const [byLink, setByLink] = useState(heldOwnerLink() !== null);
  const enter = async (): Promise<void> => {
    dropOwnerLink();
    try {
      if (account !== null && account.owner === null) await bindKeys(client);
      else if (account === null && client.getQueryData(meQuery.queryKey) === undefined) await signInByKeys(client);
      toast(words.keys.takeOverDone);
      await navigate({ to: "/approvals" });
    } catch (error) {
      // The keys are here; the page that binds them tries again with them.
      toast(explain(error, words.account.welcome.keys.problems), { tone: "stop" });
      await navigate({ to: "/" });
    }
  };
  if (signedIn.isPending) return <Outside><p role="status" className="text-ink-soft">{words.loading}</p></Outside>;
  const later = account !== null && account.owner !== null
    && <Link to="/" className="font-medium text-accent underline">{words.account.later}</Link>;
  if (!byLink && vault !== undefined && vault.blob.length > 0) {
    return (
      <Outside>
        <PageTitle title={words.keys.unlockTitle} lead={words.account.serverKeys.lead} />
        <ServerKeysForm vault={vault.blob} label={words.account.serverKeys.submit} done={enter} />
        <p className="mt-5 flex flex-wrap justify-between gap-3 border-t border-line pt-4">
          <button type="button" className="font-medium text-accent underline" onClick={() => setByLink(true)}>
            {words.account.serverKeys.byLink}
          </button>
          {later}
        </p>
      </Outside>
    );
  }
  return (
    <Outside>
      <PageTitle title={words.keys.takeOver} lead={words.keys.takeOverLead} />
      <TakeOverForm only={mine} done={enter} />
      <p className="mt-5 border-t border-line pt-4 text-sm text-ink-soft">{words.keys.unlockLead}</p>
      {later !== false && <p className="mt-3">{later}</p>}
    </Outside>
  );
}
