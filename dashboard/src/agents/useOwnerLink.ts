import { useQuery } from "@tanstack/react-query";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";

/** The link with the owner's keys, sealed under their passphrase; null while they are locked or being read. */
export function useOwnerLink(): string | null {
  const standing = useKeys();
  const isOpen = standing.state === "unlocked";
  const { data } = useQuery({
    queryKey: ["text", "enrol", isOpen ? standing.agents.length : 0], queryFn: () => keys.call("sealed"), gcTime: 0,
    enabled: isOpen,
  });
  return isOpen ? data?.link ?? null : null;
}
