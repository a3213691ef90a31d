import { LoaderCircle, ShieldCheck, ShieldX } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { explain } from "../exchange/refusals.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import type { AuditView } from "./AuditReader.js";
import { hexOf } from "./checkpoint.js";
import { downloadExport, exportName } from "./exportFile.js";

/** How far the chain was checked, and whether it holds. */
export function ChainCard({ view, readOn, forget, show }: {
  view: AuditView; readOn: () => void; forget: () => void; show: (position: number) => void;
}): ReactElement {
  const { audit } = words;
  const { state, records, finding: { fault, at, sound }, error } = view;
  return (
    <Card className="mb-5 p-4 sm:p-5">
      <h2 className="sr-only">{audit.chain}</h2>
      <div role={fault === null ? "status" : "alert"}>
        {fault !== null && at !== null ? (
          <Verdict icon={ShieldX} tone="text-stop" title={audit.faultTitle}>
            {audit.faults[fault](at)} {fault === "fork" ? "" : audit.faultText(sound.position)}
          </Verdict>
        ) : state === "reading" ? (
          <Verdict icon={LoaderCircle} tone="text-ink-soft" title={audit.checking(records.length)} />
        ) : state === "stopped" ? (
          <Verdict icon={ShieldX} tone="text-wait" title={audit.stopped}>{explain(error)}</Verdict>
        ) : (
          <Verdict icon={ShieldCheck} tone="text-good" title={audit.soundTitle}>{audit.sound(sound.position)}</Verdict>
        )}
      </div>
      {state === "done" && fault === null && (
        <div className="mt-3 text-sm">
          <p className="text-ink-soft">{audit.ends}</p>
          <code className="break-all">{hexOf(sound.hash)}</code>
          <p className="mt-1 text-ink-soft">{audit.endsText}</p>
        </div>
      )}
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {state === "stopped" && <Button look="primary" onClick={readOn}>{audit.readOn}</Button>}
        {fault === "broken" && at !== null
          && <Button look="primary" onClick={() => show(at)}>{audit.show(at)}</Button>}
        {state === "done" && <Button onClick={readOn}>{audit.newer}</Button>}
        {state === "done" && <Button onClick={() => downloadExport(records)}>{audit.download}</Button>}
        {fault === "fork" && state === "done" && <Button look="danger" onClick={forget}>{audit.forget}</Button>}
      </div>
      {state === "done" && (
        <p className="mt-3 text-sm text-ink-soft">
          {audit.downloadText} <code className="break-all text-ink">{audit.verifyCommand(exportName(records))}</code>
        </p>
      )}
    </Card>
  );
}

function Verdict({ icon: Icon, tone, title, children }: {
  icon: typeof ShieldCheck; tone: string; title: string; children?: ReactNode;
}): ReactElement {
  return (
    <div className="flex items-start gap-3">
      <Icon aria-hidden="true" className={`mt-0.5 size-5 shrink-0 ${tone}`} />
      <div>
        <p className={`font-semibold ${tone}`}>{title}</p>
        {children !== undefined && <p className="max-w-prose text-ink-soft">{children}</p>}
      </div>
    </div>
  );
}
