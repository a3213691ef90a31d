import { useNavigate, useSearch } from "@tanstack/react-router";
import { ScrollText, SearchX } from "lucide-react";
import { useCallback, useMemo, useState, type ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { EmptyState } from "../pieces/EmptyState.js";
import { LongList } from "../pieces/LongList.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { Skeleton } from "../pieces/Skeleton.js";
import { words } from "../words/index.js";
import { AuditDetails } from "./AuditDetails.js";
import { type AuditFilter, shownRecords } from "./auditFilter.js";
import { AuditColumns, AuditRow } from "./AuditRow.js";
import { ChainCard } from "./ChainCard.js";
import { FilterBar } from "./FilterBar.js";
import { useAuditLog } from "./useAuditLog.js";

const heights = [44, 64] as const;

/** The server's audit log, for operators and auditors: read, checked and filtered in the browser. */
export function AuditPage(): ReactElement {
  const { audit } = words;
  const filter = useSearch({ from: "/inside/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const { readOn, forget, ...view } = useAuditLog();
  const [chosen, setChosen] = useState<number | null>(null);
  const { records, state } = view;
  const shown = useMemo(() => shownRecords(records, filter), [records, filter]);
  const choose = useCallback((position: number) => setChosen((before) => before === position ? null : position), []);
  const narrow = (change: AuditFilter): void => void navigate({
    search: (before) => ({ ...before, ...change }), replace: true,
  });
  const record = chosen === null ? undefined : records.find(({ position }) => position === chosen);
  return (
    <>
      <PageTitle title={audit.title} lead={audit.lead} />
      <ChainCard view={view} readOn={readOn} forget={forget} show={setChosen} />
      <FilterBar records={records} filter={filter} narrow={narrow} />
      <p role="status" className="mb-2 text-sm text-ink-soft">
        {state === "done" ? audit.count(shown.length, records.length) : ""}
      </p>
      {record !== undefined && <AuditDetails record={record} />}
      {shown.length > 0 ? (
        <>
          <AuditColumns />
          <LongList
            label={audit.list} items={shown} keyOf={({ position }) => position} heights={heights}
            row={(one) => <AuditRow record={one} isChosen={one.position === chosen} choose={choose} />}
          />
        </>
      ) : records.length > 0 ? (
        <EmptyState icon={SearchX} title={audit.noMatch}>
          <Button
            className="mt-3"
            onClick={() => narrow({ filter: undefined, action: undefined, outcome: undefined })}
          >
            {audit.clear}
          </Button>
        </EmptyState>
      ) : state === "reading" ? <Skeleton rows={6} />
        : state === "done" && <EmptyState icon={ScrollText} title={audit.none}>{audit.noneText}</EmptyState>}
    </>
  );
}
