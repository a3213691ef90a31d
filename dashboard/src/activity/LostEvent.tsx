import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import type { ReactElement } from "react";
import { connectionsQuery } from "../exchange/queries.js";
import { buttonClass } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { words } from "../words/index.js";
import { connectionOf } from "./linkedEvent.js";

/** In the place of an event that is not here: whether it is still looked for, and where its message is. */
export function LostEvent({ event, isSought }: { event: string; isSought: boolean }): ReactElement {
  const { data } = useQuery(connectionsQuery);
  const connection = data?.find((one) => one.connection === connectionOf(event));
  return (
    <Card className="mb-4 flex flex-wrap items-center justify-between gap-3 p-4">
      <p role="status" className="min-w-0 flex-1 basis-72 text-ink-soft">
        {isSought ? words.activity.sought : words.activity.gone}
      </p>
      {!isSought && connection !== undefined && (
        <Link
          to="/inbox/$agent/$peer" params={{ agent: connection.agent, peer: connection.peer }} className={buttonClass()}
        >
          <MessagesSquare aria-hidden="true" className="size-4" />{words.activity.open}
        </Link>
      )}
    </Card>
  );
}
