import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ThreadText } from "../keys/keyCalls.js";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";

/**
 * The texts of a conversation by their envelopes' hashes; null while the keys are not open.
 * @param newest The newest envelope's hash, null for none: another one means that there is more to open.
 */
export function useThreadTexts(agent: string, peer: string, newest: string | null): {
  readonly texts: ReadonlyMap<string, ThreadText> | null; readonly error: unknown;
} {
  const isOpen = useKeys().state === "unlocked";
  const { data, error } = useQuery({
    queryKey: ["text", "conversation", agent, peer, newest],
    queryFn: () => keys.call("readConversation", agent, peer),
    enabled: isOpen && newest !== null,
    staleTime: Infinity,
    gcTime: 0,
    placeholderData: (before) => before,
    retry: false,
  });
  const texts = useMemo(
    () => isOpen && data !== undefined ? new Map(data.map((text) => [text.hash, text])) : null, [isOpen, data]);
  return { texts, error: isOpen ? error : null };
}
