import { useEffect, useRef, type ReactElement, type ReactNode } from "react";
import { windowTitle } from "./windowTitle.js";

/** The page's heading: names the window, and takes the focus when the page is entered. */
export function PageTitle(
  { title, lead, aside }: { title: string; lead?: ReactNode; aside?: ReactNode },
): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    windowTitle.name(title);
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 ref={heading} tabIndex={-1} className="break-words">{title}</h1>
        {lead !== undefined && <p className="mt-1 max-w-prose text-ink-soft">{lead}</p>}
      </div>
      {aside !== undefined && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
    </header>
  );
}
