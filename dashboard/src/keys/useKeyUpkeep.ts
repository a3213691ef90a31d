import { useQuery } from "@tanstack/react-query";
import { keepOnServer } from "../account/account.js";
import { accountQuery } from "../exchange/queries.js";
import { isSignInTooOld } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import type { Upkeep } from "./keyCalls.js";
import { keys } from "./keyStore.js";
import { useKeys } from "./useKeys.js";

const day = 24 * 60 * 60 * 1_000;

/**
 * Keeps the keys of this device fresh and alike with their copy on the server: each time they are opened, and daily as
 * long as they are. Undefined until that is done, and while the keys are closed.
 */
export function useKeyUpkeep(): Upkeep | undefined {
  const standing = useKeys();
  const isOpen = standing.state === "unlocked";
  return useQuery({
    queryKey: ["key-upkeep", isOpen ? standing.since : null],
    enabled: isOpen,
    staleTime: day,
    refetchInterval: day,
    queryFn: async ({ client, signal }) => {
      const account = await client.ensureQueryData(accountQuery);
      // Whoever signed in by their keys alone has no copy on the server.
      if (account === null || !isOpen || account.owner !== standing.owner)
        return { ...await keys.call("keepUp", null), copy: "same" as const };
      const { blob } = await exchange.account.vault({ signal });
      const upkeep = await keys.call("keepUp", blob.length > 0 ? blob : null);
      return upkeep.copy === "behind" && await isKept() ? { ...upkeep, copy: "same" as const } : upkeep;
    },
  }).data;
}

async function isKept(): Promise<boolean> {
  try {
    await keepOnServer();
    return true;
  } catch (error) {
    // Then the person is asked to sign in again, when they like.
    if (isSignInTooOld(error)) return false;
    throw error;
  }
}
