import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { healthQuery } from "../exchange/queries.js";
import { Badge, type Tone } from "../pieces/Badge.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";

/** Whether the silo that answers takes traffic, asked every few seconds. */
export function HealthCard(): ReactElement {
  const { servers } = words;
  const { data, error } = useQuery(healthQuery);
  const [tone, title, text]: readonly [Tone, string, string] = error !== null
    ? ["stop", servers.unknown, servers.unknownText]
    : data === undefined ? ["plain", words.loading, ""]
      : data ? ["good", servers.ready, servers.readyText] : ["stop", servers.notReady, servers.notReadyText];
  return (
    <Card className="p-4 sm:p-5">
      <div role="status">
        <h2 className="flex items-center gap-3">{servers.health}<Badge tone={tone}>{title}</Badge></h2>
        <p className="mt-1 max-w-prose text-ink-soft">{text}</p>
      </div>
    </Card>
  );
}
