import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { accountQuery, approvalsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { presence } from "./presence.js";

const touches = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** While messages wait, tells the server of an account that somebody uses the page. */
export function usePresence(): void {
  const isAccount = useQuery(accountQuery).data != null;
  const waits = (useQuery(approvalsQuery).data?.length ?? 0) > 0;
  useEffect(() => {
    if (!isAccount || !waits) return;
    const touched = presence(() => exchange.account.noteSeen(), () => performance.now());
    for (const touch of touches) window.addEventListener(touch, touched, { passive: true });
    return () => {
      for (const touch of touches) window.removeEventListener(touch, touched);
    };
  }, [isAccount, waits]);
}
