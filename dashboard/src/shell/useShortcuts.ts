import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useRights } from "../exchange/useRights.js";
import { keys } from "../keys/keyStore.js";
import { allPlaces } from "./places.js";
import { undoNewest } from "./toastStore.js";

const chordTime = 1_200;

/** Whether a key is meant for a field or a dialog and not for the page. */
export function isForElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented
    || target?.closest("input, textarea, select, [contenteditable], dialog") !== null && target !== null;
}

/** The keys that work on every page: `g` and a letter, `?`, Cmd-K, `z`, and `L` for who has keys. */
export function useShortcuts(open: (what: "palette" | "sheet") => void): void {
  const navigate = useNavigate();
  const { isOperator, isAuditor } = useRights();
  useEffect(() => {
    let goAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("palette");
        return;
      }
      if (isForElsewhere(event)) return;
      const isChord = event.timeStamp - goAt < chordTime;
      goAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const place = isChord ? allPlaces({ isOperator, isAuditor }).find(({ key }) => key === event.key) : undefined;
      if (place !== undefined) {
        event.preventDefault();
        void navigate({ to: place.to });
      } else if (event.key === "?") open("sheet");
      else if (event.key === "z") undoNewest();
      else if (event.key === "L" && !isAuditor) void keys.lock();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, open, isOperator, isAuditor]);
}
