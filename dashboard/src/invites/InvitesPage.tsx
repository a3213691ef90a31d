import type { AgentInfo, InviteMade } from "@contextexchange/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState, type ReactElement } from "react";
import { AgentFrame } from "../agents/AgentFrame.js";
import { Button } from "../pieces/Button.js";
import { Dialog } from "../pieces/Dialog.js";
import { words } from "../words/index.js";
import { InviteForm } from "./InviteForm.js";
import { InviteList } from "./InviteList.js";
import { MadeInvite } from "./MadeInvite.js";

/** The invites of one agent: those that were made, and a new one. */
export function InvitesPage(): ReactElement {
  const { invites } = words;
  const { agent: id } = useParams({ from: "/inside/agents/$agent/invites" });
  const [isMaking, setMaking] = useState(false);
  const make = (): void => setMaking(true);
  return (
    <AgentFrame id={id} title={invites.of} lead={invites.lead} aside={() => (
      <Button look="primary" onClick={make}><Plus aria-hidden="true" className="size-4" />{invites.make}</Button>
    )}>
      {(agent) => (
        <>
          <InviteList agent={agent} />
          {isMaking && <MakeDialog agent={agent} close={() => setMaking(false)} />}
        </>
      )}
    </AgentFrame>
  );
}

function MakeDialog({ agent, close }: { agent: AgentInfo; close: () => void }): ReactElement {
  const { invites } = words;
  const client = useQueryClient();
  const [made, setMade] = useState<InviteMade | null>(null);
  const show = (invite: InviteMade): void => {
    setMade(invite);
    void client.invalidateQueries({ queryKey: ["invites"] });
  };
  return made === null
    ? <Dialog key="form" title={invites.make} close={close}><InviteForm agent={agent} made={show} /></Dialog>
    : <Dialog key="made" title={invites.madeTitle} close={close}><MadeInvite invite={made} done={close} /></Dialog>;
}
