import { useQuery } from "@tanstack/react-query";
import { accountQuery, meQuery } from "./queries.js";

/** What the signed-in person is called: as the account says, where there is one; undefined until it is known. */
export function useMyName(): string | undefined {
  const account = useQuery(accountQuery).data;
  const me = useQuery(meQuery).data;
  return account === undefined ? undefined : account?.name ?? me?.displayName;
}
