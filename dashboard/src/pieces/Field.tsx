import { useId, type ComponentProps, type ReactElement, type ReactNode } from "react";

interface FieldProps extends ComponentProps<"input"> {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value; absent when nothing is. */
  readonly problem?: string | undefined;
}

/** A labelled input with its hint and what is wrong with it. */
export function Field({ label, hint, problem, className = "", ...rest }: FieldProps): ReactElement {
  const id = useId();
  const said = [hint === undefined ? "" : `${id}-hint`, problem === undefined ? "" : `${id}-problem`].join(" ").trim();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">{label}</label>
      <input
        id={id}
        aria-invalid={problem !== undefined}
        {...(said === "" ? {} : { "aria-describedby": said })}
        className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base text-ink
          placeholder:text-ink-soft aria-invalid:border-stop"
        {...rest}
      />
      {hint !== undefined && <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft">{hint}</p>}
      <p id={`${id}-problem`} role="alert" className="mt-1.5 text-sm font-medium text-stop empty:hidden">{problem}</p>
    </div>
  );
}
