import type { FormEvent } from "react";

/** A field of the form that is being sent, without the spaces around it. */
export function textOf({ currentTarget }: FormEvent<HTMLFormElement>, name: string): string {
  return String(new FormData(currentTarget).get(name) ?? "").trim();
}
