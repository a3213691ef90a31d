import type { AuditEntry } from "@contextexchange/sdk";
import { useMemo, type ReactElement } from "react";
import { FilterField } from "../pieces/FilterField.js";
import { words } from "../words/index.js";
import { actionsOf, type AuditFilter } from "./auditFilter.js";

const select = "min-h-10 min-w-0 max-w-full rounded-lg border border-line-strong bg-surface px-2 max-sm:flex-1 "
  + "max-sm:basis-36";

/** What narrows the records: words, one action, done or refused. */
export function FilterBar({ records, filter, narrow }: {
  records: readonly AuditEntry[]; filter: AuditFilter; narrow: (change: AuditFilter) => void;
}): ReactElement {
  const { audit } = words;
  const actions = useMemo(() => actionsOf(records), [records]);
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <FilterField
        label={audit.filter} value={filter.filter ?? ""} className="basis-72"
        change={(typed) => narrow({ filter: typed === "" ? undefined : typed })}
      />
      <select
        aria-label={audit.action} value={filter.action ?? ""} className={select}
        onChange={({ target }) => narrow({ action: target.value === "" ? undefined : target.value })}
      >
        <option value="">{audit.anyAction}</option>
        {actions.map((action) => <option key={action} value={action}>{action}</option>)}
      </select>
      <select
        aria-label={audit.outcome} value={filter.outcome ?? ""} className={select}
        onChange={({ target: { value } }) =>
          narrow({ outcome: value === "ok" || value === "refused" ? value : undefined })}
      >
        <option value="">{audit.outcomes.all}</option>
        <option value="ok">{audit.outcomes.ok}</option>
        <option value="refused">{audit.outcomes.refused}</option>
      </select>
    </div>
  );
}
