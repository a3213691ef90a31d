import type { AccountSummary } from "@contextexchange/sdk";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserRoundX } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { recently } from "../account/recentSignIn.js";
import { accountQuery, accountsQuery } from "../exchange/queries.js";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { useNow } from "../exchange/useNow.js";
import { Confirm } from "../pieces/Confirm.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { ErrorState } from "../pieces/ErrorState.js";
import { Field } from "../pieces/Field.js";
import { LongList } from "../pieces/LongList.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { AccountRow } from "./AccountRow.js";
import { RoleDialog } from "./RoleDialog.js";

// Pixels of a row: wide and narrow.
const heights = [88, 136] as const;

/** For operators: who has an account, which role it has, and the button that ends all of its sessions. */
export function AccountsPage(): ReactElement {
  const { accounts } = words;
  const { data, error, refetch } = useQuery(accountsQuery);
  const [filter, setFilter] = useState("");
  const [leaving, setLeaving] = useState<AccountSummary | null>(null);
  const [changing, setChanging] = useState<AccountSummary | null>(null);
  const own = useQuery(accountQuery).data?.email;
  const client = useQueryClient();
  const now = useNow();
  const shown = useMemo(() => [...data ?? []]
    .filter((one) => `${one.name} ${one.email} ${one.role}`.toLowerCase().includes(filter.trim().toLowerCase()))
    .sort((one, other) => one.name.localeCompare(other.name)), [data, filter]);
  const signOut = useMutation({
    mutationFn: ({ account }: AccountSummary) => recently(() => exchange.account.signOutEverywhere(account)),
    onSuccess: (_, { name }) => toast(accounts.signedOut(name)),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const giveRole = useMutation({
    mutationFn: ({ email, role }: AccountSummary) => recently(() => exchange.account.setRole(email, role)),
    onSuccess: (_, { name, role }) => toast(accounts.given(name, words.account.settings.roles[role])),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  return (
    <>
      <PageTitle title={accounts.title} lead={accounts.lead} />
      <Field
        label={accounts.filter} value={filter} onChange={(event) => setFilter(event.target.value)} type="search"
        className="mb-4 max-w-md"
      />
      {error !== null && data === undefined ? <ErrorState error={error} retry={() => void refetch()} />
        : data === undefined ? <Skeleton />
          : shown.length === 0
            ? <EmptyState icon={UserRoundX} title={accounts.none}>{accounts.noneText}</EmptyState>
            : (
              <LongList
                label={accounts.list} items={shown} keyOf={({ account }) => account} heights={heights}
                row={(one) => (
                  <AccountRow
                    account={one} now={now} signOut={() => setLeaving(one)}
                    changeRole={one.email === own ? null : () => setChanging(one)}
                  />
                )}
              />
            )}
      {changing !== null && (
        <RoleDialog
          account={changing} close={() => setChanging(null)} give={(role) => giveRole.mutate({ ...changing, role })}
        />
      )}
      {leaving !== null && (
        <Confirm
          title={accounts.signOutTitle(leaving.name)} text={accounts.signOutText} label={accounts.signOut}
          close={() => setLeaving(null)} confirm={() => signOut.mutate(leaving)}
        />
      )}
    </>
  );
}
