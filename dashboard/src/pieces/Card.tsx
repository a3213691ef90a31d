import type { ComponentProps, ReactElement } from "react";

/** A surface that holds one thing. */
export function Card({ className = "", ...rest }: ComponentProps<"section">): ReactElement {
  return <section className={`rounded-2xl border border-line bg-surface shadow-card ${className}`} {...rest} />;
}
