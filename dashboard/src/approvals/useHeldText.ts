import type { ApprovalInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import type { HeldText } from "../keys/keyCalls.js";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";

/** What a held message says; null while the keys are not open or the text is not there yet. */
export function useHeldText(held: ApprovalInfo): HeldText | null {
  const standing = useKeys();
  const isOpen = standing.state === "unlocked";
  const { data } = useQuery({
    queryKey: ["text", "held", held.message],
    queryFn: () => keys.call("readHeld", held),
    enabled: isOpen,
    // Kept while a decision is under way, which may come back. Texts go with the keys: see makeQueryClient.
    staleTime: Infinity,
  });
  return isOpen ? data ?? null : null;
}
