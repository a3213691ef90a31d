import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { meQuery } from "../exchange/queries.js";
import { keys, type KeyState } from "./keyStore.js";

/** What of the keys is on this device, and whether they are those of the owner who is signed in. */
export type KeyStanding = KeyState | { readonly state: "foreign"; readonly owner: string };

export function useKeys(): KeyStanding {
  const state = useSyncExternalStore(keys.subscribe, keys.current);
  const me = useQuery(meQuery).data;
  if (me !== undefined && "owner" in state && state.owner !== null && state.owner !== me.owner)
    return { state: "foreign", owner: state.owner };
  return state;
}
