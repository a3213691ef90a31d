import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { useEffect, useState, type ReactElement } from "react";
import { recently } from "../account/recentSignIn.js";
import { useAttempt } from "../account/useAttempt.js";
import { accountQuery, agentsQuery } from "../exchange/queries.js";
import { exchange } from "../exchange/server.js";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import {
  demoAgents, forgetDemo, rememberAgents, rememberBegun, rememberedDemo, watchDemo,
} from "./demoPlace.js";


/** Offers a demo where an account has no agents and its keys are open, and takes it away again in one click. */
export function DemoCard(): ReactElement | null {
  const { demo } = words;
  const client = useQueryClient();
  const account = useQuery(accountQuery).data ?? null;
  const agents = useQuery(agentsQuery).data;
  const isOpen = useKeys().state === "unlocked";
  const [remembered, setRemembered] = useState(rememberedDemo);
  useEffect(() => watchDemo(() => setRemembered(rememberedDemo())), []);
  const owner = account?.owner ?? null;
  const running = owner === null ? [] : demoAgents(remembered, agents ?? [], owner, demo.names);
  const [isBeginning, setBeginning] = useState(false);
  const { isBusy, problem, run } = useAttempt();
  const refresh = async (): Promise<void> => {
    await client.invalidateQueries();
  };
  const begin = (): Promise<void> => run(async () => {
    setBeginning(true);
    if (owner !== null) rememberBegun(owner);
    try {
      rememberAgents(await keys.playDemo({ names: demo.names, lines: demo.lines }));
    } finally {
      setRemembered(rememberedDemo());
      await refresh();
      setBeginning(false);
    }
    toast(demo.begun);
  });
  const end = (): Promise<void> => run(async () => {
    for (const { agent } of running) await recently(() => exchange.agents.remove(agent));
    forgetDemo();
    setRemembered(rememberedDemo());
    await refresh();
    toast(demo.ended);
  });
  const isOffered = account !== null && isOpen && agents?.length === 0;
  if (!isBusy && running.length === 0 && !isOffered) return null;
  const isHere = running.length > 0 && !isBeginning;
  return (
    <Card className="grid gap-3 p-4 sm:p-5">
      <div>
        <h2>{isHere ? demo.running : demo.title}</h2>
        <p className="text-ink-soft">
          {isHere ? demo.runningText(running.map(({ displayName }) => displayName)) : demo.text}
        </p>
      </div>
      <Button className="justify-self-start" disabled={isBusy} onClick={() => void (isHere ? end() : begin())}>
        <Sparkles aria-hidden="true" className="size-4" />
        {isHere ? demo.end : isBusy ? demo.beginning : demo.begin}
      </Button>
      <p role="alert" className="text-sm font-medium text-stop empty:hidden">{problem}</p>
    </Card>
  );
}
