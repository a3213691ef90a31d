import type { AgentInfo } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState, type ReactElement, type ReactNode } from "react";
import { AgentFrame } from "../agents/AgentFrame.js";
import { profileOf } from "../agents/profileOf.js";
import { useOwnerLink } from "../agents/useOwnerLink.js";
import { connectionsQuery } from "../exchange/queries.js";
import { UnlockForm } from "../keys/UnlockForm.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { Command } from "../pieces/Command.js";
import { words } from "../words/index.js";
import { Program } from "./Program.js";
import { enrolOf, languages, listenerOf, listenOf, secretsOf, sendOf, type Language } from "./snippets.js";

/** How a machine speaks for this agent: what to type or copy there, with the agent's own name and address in it. */
export function RunPage(): ReactElement {
  const { run } = words;
  const { agent: id } = useParams({ from: "/inside/agents/$agent/run" });
  const [language, setLanguage] = useState<Language>("cex");
  return (
    <AgentFrame id={id} title={run.of} lead={run.lead(location.origin)}>
      {(agent) => (
        <div className="grid grid-cols-1 gap-5">
          <div role="group" aria-label={run.choose} className="flex flex-wrap gap-2">
            {languages.map((one) => (
              <Button
                key={one} look={one === language ? "primary" : "plain"} aria-pressed={one === language}
                onClick={() => setLanguage(one)}
              >
                {run.languages[one]}
              </Button>
            ))}
          </div>
          {language === "cex" ? <Commands agent={agent} /> : <Listener agent={agent} language={language} />}
        </div>
      )}
    </AgentFrame>
  );
}

function Commands({ agent: { agent, displayName } }: { agent: AgentInfo }): ReactElement {
  const { run } = words;
  const peer = useQuery(connectionsQuery).data?.find((one) => one.agent === agent)?.peer ?? null;
  return (
    <>
      <Step title={run.enrol} text={run.enrolText}>
        <WithOwnerLink>{(link) => <Command text={enrolOf(link, agent, displayName)} />}</WithOwnerLink>
      </Step>
      <Step title={run.listen} text={run.listenText}><Command text={listenOf(displayName)} /></Step>
      <Step title={run.answer} text={run.answerText}><Command text={sendOf(displayName, peer)} /></Step>
    </>
  );
}

function Listener(
  { agent: { agent, displayName }, language }: { agent: AgentInfo; language: "typescript" | "csharp" },
): ReactElement {
  const { run } = words;
  const file = language === "csharp" ? "Listener.cs" : `${profileOf(displayName)}.mjs`;
  return (
    <>
      <Step title={run.install} text={run.installText[language]}>
        {run.installCommands[language].map((command) => <Command key={command} text={command} />)}
      </Step>
      <Step title={run.keys} text={run.keysText}>
        <WithOwnerLink>{(link) => <Command text={secretsOf(link)} />}</WithOwnerLink>
      </Step>
      <Step title={run.program} text={run.programText}>
        <Program label={file} text={listenerOf(language, agent, displayName)} />
        <Command text={language === "csharp" ? "dotnet run" : `node ${file}`} />
      </Step>
    </>
  );
}

function Step({ title, text, children }: { title: string; text: string; children: ReactNode }): ReactElement {
  return (
    <Card className="grid grid-cols-1 gap-3 p-4">
      <div><h2>{title}</h2><p className="text-ink-soft">{text}</p></div>
      {children}
    </Card>
  );
}

/** What needs the owner's sealed keys; without them, the way to them. */
function WithOwnerLink({ children }: { children: (link: string) => ReactElement }): ReactElement {
  const { run, newAgent } = words;
  const { state } = useKeys();
  const link = useOwnerLink();
  if (state === "absent" || state === "foreign") return <p className="text-ink-soft">{run.elsewhere}</p>;
  if (state !== "unlocked") {
    return <><p className="text-ink-soft">{newAgent.unlockFirst}</p><UnlockForm done={() => undefined} /></>;
  }
  return link === null ? <p role="status" className="text-ink-soft">{words.loading}</p> : children(link);
}
