import { useEffect, useMemo, useSyncExternalStore } from "react";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";
import type { ThreadMessage } from "./threadMessage.js";
import { ThreadTexts, type TextsView } from "./ThreadTexts.js";

const nothing: TextsView = { texts: new Map(), error: null };

/** The texts of these messages, as far as the keys are open: what was opened goes with them. */
export function useThreadTexts(agent: string, peer: string, messages: readonly ThreadMessage[] | null): TextsView {
  const standing = useKeys();
  const since = standing.state === "unlocked" ? standing.since : null;
  const texts = useMemo(
    () => since === null ? null
      : new ThreadTexts((entries, isFirst) => keys.call("readMessages", agent, peer, entries, isFirst)),
    [agent, peer, since]);
  useEffect(() => { if (messages !== null) texts?.want(messages); }, [texts, messages]);
  return useSyncExternalStore(texts?.subscribe ?? neverChanges, texts?.current ?? closed);
}

const neverChanges = (): (() => void) => () => undefined;
const closed = (): TextsView => nothing;
