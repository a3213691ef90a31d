import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Circle } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useActivity } from "../activity/useActivity.js";
import { AddAgentButton, AddAgentDialog } from "../agents/AddAgent.js";
import { accountQuery, agentsQuery, connectionsQuery } from "../exchange/queries.js";
import { useKeys } from "../keys/useKeys.js";
import { Button, buttonClass } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Command } from "../pieces/Command.js";
import { words } from "../words/index.js";
import { stepsOf } from "./steps.js";

const hiddenPlace = "cex.checklist.hidden";
const decidedPlace = "cex.checklist.decided";

/** The first steps, until they are done or not wanted. */
export function Checklist(): ReactElement | null {
  const { home } = words;
  const agents = useQuery(agentsQuery).data;
  const connections = useQuery(connectionsQuery).data;
  const account = useQuery(accountQuery).data ?? null;
  const { events } = useActivity();
  const standing = useKeys();
  const [isAdding, setAdding] = useState(false);
  const [isHidden, setHidden] = useState(localStorage.getItem(hiddenPlace) !== null);
  const decidedNow = events.some(({ kind }) => kind === "hold.decided");
  if (decidedNow) localStorage.setItem(decidedPlace, "1");
  if (isHidden || agents === undefined || connections === undefined) return null;
  const steps = stepsOf({
    agents: agents.map(({ displayName }) => displayName), connections,
    hasKeys: standing.state === "locked" || standing.state === "unlocked",
    makesAgentsHere: account !== null && standing.state !== "absent",
    hasDecided: decidedNow || localStorage.getItem(decidedPlace) !== null,
  });
  const next = steps.find(({ isDone }) => !isDone);
  const hide = (): void => {
    localStorage.setItem(hiddenPlace, "1");
    setHidden(true);
  };
  if (next === undefined) return null;
  return (
    <Card className="p-4 sm:p-5">
      <div className="flex items-start justify-between gap-3">
        <div>
          <h2>{home.checklist}</h2>
          <p className="text-sm text-ink-soft">{home.checklistLead}</p>
        </div>
        <Button look="quiet" onClick={hide}>{home.hide}</Button>
      </div>
      <ol className="mt-4 grid gap-1">
        {steps.map(({ id, isDone, command }) => {
          const { title, text } = home.steps[id];
          const isNext = id === next.id;
          return (
            <li key={id} className={`flex gap-3 rounded-xl px-3 py-2.5 ${isNext ? "bg-accent-soft" : ""}`}>
              {isDone
                ? <Check aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-good" />
                : <Circle aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ink-soft" />}
              <div className="min-w-0 flex-1">
                <p className={isDone ? "text-ink-soft" : "font-medium"}>
                  {title}<span className="sr-only"> ({isDone ? home.done : home.open})</span>
                </p>
                {isNext && (
                  <div className="mt-1 grid gap-2">
                    <p className="text-sm text-ink-soft">{text}</p>
                    {command !== null && <Command text={command} />}
                    {id === "agent" && command === null
                      && (
                        <p className="justify-self-start">
                          <AddAgentButton look="primary" open={() => setAdding(true)} />
                        </p>
                      )}
                    {id === "keys"
                      && <Link to="/owner" className={`${buttonClass("primary")}
                        justify-self-start`}>{words.keys.takeOver}</Link>}
                  </div>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {isAdding && <AddAgentDialog close={() => setAdding(false)} />}
    </Card>
  );
}
