import { useEffect, useRef, useState, type ReactElement } from "react";

/** Milliseconds without a key until what was typed is told. */
const rest = 150;

/** Words that narrow a list: each letter stands at once, and the list follows when nobody types for a moment. */
export function FilterField({ label, value, change, className = "" }: {
  label: string; value: string; change: (value: string) => void; className?: string;
}): ReactElement {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const latest = useRef(change);
  useEffect(() => { latest.current = change; }, [change]);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      latest.current(typed);
    }, rest);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      type="search" aria-label={label} placeholder={label} value={typed}
      onChange={({ target }) => setTyped(target.value)}
      className={`${className} min-h-10 min-w-0 flex-1 rounded-lg border border-line-strong bg-surface px-3 text-base
        placeholder:text-ink-soft`}
    />
  );
}
