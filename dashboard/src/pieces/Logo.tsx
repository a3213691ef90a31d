import type { ReactElement } from "react";

/** The product's sign: two arrows that pass each other. */
export function Logo({ className }: { className: string }): ReactElement {
  return (
    <svg
      aria-hidden="true" viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round"
      strokeLinejoin="round" className={`${className} text-accent`}
    >
      <path d="M5 11h19l-5-5M27 21H8l5 5" />
    </svg>
  );
}
