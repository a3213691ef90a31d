import type { SiloInfo } from "@contextexchange/sdk";
import { useState, type ReactElement } from "react";
import { dayAndTime, span } from "../exchange/time.js";
import { useNow } from "../exchange/useNow.js";
import { Badge, type Tone } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Confirm } from "../pieces/Confirm.js";
import { words } from "../words/index.js";

const tones: Readonly<Record<SiloInfo["state"], Tone>> =
  { joining: "accent", active: "good", draining: "wait", drained: "wait", gone: "stop" };

/** One silo: what it does, what it carries, and how fresh its lease is. */
export function SiloCard({ silo, canDrain, drain, undrain }: {
  silo: SiloInfo; canDrain: boolean; drain: () => void; undrain: () => void;
}): ReactElement {
  const { servers } = words;
  const now = useNow();
  const [isAsking, setAsking] = useState(false);
  const { id, state, address, version, partitions, clients, joinedAt, leaseAge, goneAt } = silo;
  const isOut = state === "draining" || state === "drained";
  const fields: readonly (readonly [string, string | null])[] = [
    [servers.fields.version, version === "" ? servers.unsaid : version],
    [servers.fields.address, address === "" ? null : address],
    [servers.fields.clients, clients === null ? servers.unsaid : String(clients)],
    [servers.fields.partitions, partitions === null ? null : String(partitions)],
    [servers.fields.joined, goneAt === null ? span(now - joinedAt) : null],
    [servers.fields.lease, leaseAge === null ? null : servers.leaseAge(servers.milliseconds(leaseAge))],
    [servers.fields.gone, goneAt === null ? null : dayAndTime(goneAt)],
  ];
  return (
    <Card className="flex h-full flex-col p-4" aria-label={id}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="break-all font-semibold">{id}</h3>
        <Badge tone={tones[state]}>{servers.states[state]}</Badge>
      </div>
      <p className="text-sm text-ink-soft">{servers.stateText[state]}</p>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        {fields.map(([name, value]) => value !== null && (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt><dd className="break-all tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {canDrain && state !== "gone" && (
        <div className="mt-4 flex justify-end">
          {isOut
            ? <Button look="primary" aria-label={servers.undrainOne(id)} onClick={undrain}>{servers.undrain}</Button>
            : (
              <Button look="danger" aria-label={servers.drainOne(id)} onClick={() => setAsking(true)}>
                {servers.drain}
              </Button>
            )}
        </div>
      )}
      {isAsking && (
        <Confirm
          title={servers.drainTitle(id)} text={servers.drainText} label={servers.drain}
          close={() => setAsking(false)} confirm={drain}
        />
      )}
    </Card>
  );
}
