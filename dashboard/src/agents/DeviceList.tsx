import type { AgentInfo, DeviceInfo } from "@contextexchange/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { dayAndTime } from "../exchange/time.js";
import { Badge, type Tone } from "../pieces/Badge.js";
import { Button } from "../pieces/Button.js";
import { Confirm } from "../pieces/Confirm.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

const tones: Readonly<Record<DeviceInfo["standing"], Tone>> = { waiting: "wait", active: "good", revoked: "stop" };

/** The devices that speak for an agent: those that wait can be let in, each can be shut out for good. */
export function DeviceList({ agent }: { agent: AgentInfo }): ReactElement {
  const { agents } = words;
  const client = useQueryClient();
  const [revoked, setRevoked] = useState<DeviceInfo | null>(null);
  const change = useMutation({
    mutationFn: ({ device, revokes }: { device: DeviceInfo; revokes: boolean }) => revokes
      ? exchange.agents.revokeDevice(agent.agent, device.device)
      : exchange.agents.approveDevice(agent.agent, device.device),
    onSuccess: (_, { device, revokes }) =>
      toast(revokes ? agents.revoked(device.name) : agents.approvedDevice(device.name)),
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["agents"] }),
  });
  if (agent.devices.length === 0) return <p className="px-4 py-4 text-ink-soft">{words.newAgent.noDevice}</p>;
  return (
    <>
      <ul className="divide-y divide-line">
        {agent.devices.map((device) => (
          <li key={device.device} className="flex flex-wrap items-center gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{device.name}</p>
              <p className="text-sm text-ink-soft">{agents.since(dayAndTime(device.enrolledAt))}</p>
            </div>
            {device.online && <Badge tone="good">{agents.online}</Badge>}
            <Badge tone={tones[device.standing]}>{agents.standing[device.standing]}</Badge>
            {device.standing === "waiting" && (
              <Button look="primary" onClick={() => change.mutate({ device, revokes: false })}>
                {agents.approveDevice}
              </Button>
            )}
            {device.standing !== "revoked"
              && <Button look="danger" onClick={() => setRevoked(device)}>{agents.revoke}</Button>}
          </li>
        ))}
      </ul>
      {revoked !== null && (
        <Confirm
          title={agents.revokeTitle(revoked.name)} text={agents.revokeText} label={agents.revoke}
          close={() => setRevoked(null)} confirm={() => change.mutate({ device: revoked, revokes: true })}
        />
      )}
    </>
  );
}
