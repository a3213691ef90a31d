import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import type { ReactElement } from "react";
import type { OwnConnection } from "../exchange/queries.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { FlowBadge } from "./FlowBadge.js";
import { flowsOf } from "./flows.js";

/** Both sides of the contract, and what they make together. */
export function ContractView({ connection }: { connection: OwnConnection }): ReactElement {
  const { contract } = words;
  const { own, theirs, agentName, peerName, ownVersion, theirVersion } = connection;
  return (
    <Card className="overflow-clip">
      <div className="grid gap-x-8 gap-y-1 border-b border-line px-4 py-3 text-sm sm:grid-cols-2">
        <p><strong>{contract.yours}</strong> <span className="text-ink-soft">({contract.version(ownVersion)}).
          {` ${own.ownerReads ? contract.reads : contract.readsNot}.`}</span></p>
        <p><strong>{contract.theirs}</strong> <span className="text-ink-soft">({contract.version(theirVersion)}).
          {` ${theirs.ownerReads ? contract.theyRead : contract.theyReadNot}.`}</span></p>
      </div>
      <ul className="divide-y divide-line">
        {flowsOf(own, theirs).map((flow) => (
          <li key={flow.category} className="grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[9rem_1fr_1fr]">
            <h2 className="text-base">{flow.category}</h2>
            <div className="flex items-start gap-2.5">
              <ArrowUpRight aria-hidden="true" className="mt-1 size-4 shrink-0 text-ink-soft" />
              <div>
                <p><span className="sr-only">{contract.outcomeOut}: </span><FlowBadge flow={flow.out} /></p>
                <p className="mt-1 text-sm text-ink-soft">
                  {contract.share(agentName)}: {contract.levels[flow.own.share]}<br />
                  {contract.receive(peerName)}: {contract.theirLevels[flow.theirs.receive]}
                </p>
              </div>
            </div>
            <div className="flex items-start gap-2.5">
              <ArrowDownLeft aria-hidden="true" className="mt-1 size-4 shrink-0 text-ink-soft" />
              <div>
                <p><span className="sr-only">{contract.outcomeIn}: </span><FlowBadge flow={flow.in} /></p>
                <p className="mt-1 text-sm text-ink-soft">
                  {contract.share(peerName)}: {contract.theirLevels[flow.theirs.share]}<br />
                  {contract.receive(agentName)}: {contract.levels[flow.own.receive]}
                </p>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
