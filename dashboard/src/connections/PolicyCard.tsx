import { CalendarX, Hourglass, Pencil, Trash2, type LucideIcon } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { OwnConnection } from "../exchange/queries.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { sentencesOf } from "./policies.js";
import { PolicyEditor } from "./PolicyEditor.js";

const icons: readonly LucideIcon[] = [CalendarX, Hourglass, Trash2];

/** When the connection ends, and how long what is said on it is kept. */
export function PolicyCard({ connection }: { connection: OwnConnection }): ReactElement {
  const { policy } = words;
  const [isChanging, setChanging] = useState(false);
  const isActive = connection.standing === "active";
  const said = sentencesOf(connection.policy, connection.lastMessageAt ?? connection.since)
    .map((sentence, i) => ({ sentence, Icon: icons[i]! }));
  return (
    <Card className="p-4">
      <div className="flex items-start justify-between gap-3">
        <h2>{policy.title}</h2>
        {isActive && (
          <Button onClick={() => setChanging(true)} aria-label={policy.changeTitle}>
            <Pencil aria-hidden="true" className="size-4" />{policy.change}
          </Button>
        )}
      </div>
      <ul className="mt-2 grid gap-2 text-sm text-ink-soft">
        {(isActive ? said : said.slice(-1)).map(({ sentence, Icon }) => (
          <li key={sentence} className="flex gap-2.5">
            <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />{sentence}
          </li>
        ))}
      </ul>
      {isChanging && <PolicyEditor connection={connection} close={() => setChanging(false)} />}
    </Card>
  );
}
