import { useEffect, useRef } from "react";
import { isForElsewhere } from "../shell/useShortcuts.js";

/** What the letters of this page do. */
export interface ApprovalKeys {
  readonly move: (by: 1 | -1) => void;
  readonly approve: () => void;
  readonly reject: () => void;
  readonly sendBack: () => void;
  readonly select: () => void;
}

/** j and k move, a approves, r rejects, b sends back, x selects. */
export function useApprovalKeys(does: ApprovalKeys): void {
  const newest = useRef(does);
  useEffect(() => { newest.current = does; });
  useEffect(() => {
    let before = "";
    const onKey = (event: KeyboardEvent): void => {
      const { move, approve, reject, sendBack, select } = newest.current;
      const work = { j: () => move(1), k: () => move(-1), a: approve, r: reject, b: sendBack, x: select }[event.key];
      // A letter behind `g` goes to a page.
      const isGoing = before === "g";
      before = event.key;
      if (work === undefined || isGoing || isForElsewhere(event)) return;
      event.preventDefault();
      work();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
