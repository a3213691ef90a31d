import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useNames } from "../exchange/names.js";
import { approvalsQuery } from "../exchange/queries.js";
import { windowTitle } from "../pieces/windowTitle.js";
import { HeldNews } from "./heldNews.js";

/** Says on every page that a message has begun to wait, and how many wait in the window's title. */
export function useHeldNews(): void {
  const [news] = useState(() => new HeldNews());
  const waiting = useQuery(approvalsQuery).data;
  const isSeen = useLocation({ select: ({ pathname }) => pathname === "/approvals" });
  const nameOf = useNames();
  useEffect(() => {
    if (waiting === undefined) return;
    news.tell(waiting, isSeen, nameOf);
    windowTitle.count(waiting.length);
  }, [news, waiting, isSeen, nameOf]);
  useEffect(() => () => windowTitle.count(0), []);
}
