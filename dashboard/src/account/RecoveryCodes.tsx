import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { words } from "../words/index.js";

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes, done }: { codes: readonly string[]; done: () => void }): ReactElement {
  const { settings } = words.account;
  return (
    <section>
      <h2>{settings.recoveryTitle}</h2>
      <p className="mb-3 mt-1 text-sm text-ink-soft">{settings.recoveryLead}</p>
      <Command text={codes.join("\n")} />
      <Button look="primary" className="mt-4" onClick={done}>{settings.kept}</Button>
    </section>
  );
}
