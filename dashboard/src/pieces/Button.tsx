import type { ComponentProps, ReactElement } from "react";

type Look = "primary" | "plain" | "quiet" | "danger";

const looks: Readonly<Record<Look, string>> = {
  primary: "bg-accent text-on-accent border-transparent hover:bg-accent-strong",
  plain: "bg-surface text-ink border-line-strong/50 hover:bg-sunken",
  quiet: "bg-transparent text-ink-soft border-transparent hover:bg-sunken hover:text-ink",
  danger: "bg-surface text-stop border-stop/50 hover:bg-stop-soft",
};

const shape = "inline-flex items-center justify-center gap-2 rounded-lg border px-3.5 min-h-10 text-sm font-medium "
  + "whitespace-nowrap transition-colors motion-reduce:transition-none disabled:opacity-55";

/** The classes of a button, for links that look like one. */
export function buttonClass(look: Look = "plain"): string {
  return `${shape} ${looks[look]}`;
}

export function Button(
  { look = "plain", className = "", ...rest }: ComponentProps<"button"> & { look?: Look },
): ReactElement {
  return <button type="button" className={`${buttonClass(look)} ${className}`} {...rest} />;
}
