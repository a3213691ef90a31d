import { useCallback, useState, type ReactElement } from "react";
import { CommandPalette } from "./CommandPalette.js";
import { ShortcutSheet } from "./ShortcutSheet.js";
import { useShortcuts } from "./useShortcuts.js";

/** The keys of every page, for who has no other way to what they open. */
export function ShellKeys(): ReactElement | null {
  const [open, setOpen] = useState<"palette" | "sheet" | null>(null);
  const close = useCallback(() => setOpen(null), []);
  useShortcuts(setOpen);
  if (open === null) return null;
  return open === "palette" ? <CommandPalette close={close} /> : <ShortcutSheet close={close} />;
}
