import type { AuditEntry } from "@contextexchange/sdk";
import type { ReactElement } from "react";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { hexOf } from "./checkpoint.js";

/** One record in full, as the chain has it. */
export function AuditDetails({ record }: { record: AuditEntry }): ReactElement {
  const { audit } = words;
  const { position, at, actor, action, subject, outcome, origin, hash } = record;
  const fields: readonly (readonly [keyof typeof audit.fields, string])[] = [
    ["at", new Date(at).toISOString()], ["actor", actor], ["action", action], ["subject", subject],
    ["outcome", outcome], ["origin", origin], ["hash", hexOf(hash)],
  ];
  return (
    <Card className="arrives mb-4 p-4" aria-label={audit.position(position)}>
      <h2 className="mb-2">{audit.position(position)}</h2>
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[6rem_minmax(0,1fr)]">
        {fields.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{audit.fields[name]}</dt>
            <dd className="break-all max-sm:mb-1.5">{value === "" ? audit.nothing : <code>{value}</code>}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-sm text-ink-soft">{audit.originText}</p>
    </Card>
  );
}
