import { ExchangeError } from "@contextexchange/sdk";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Problem } from "../keys/Problem.js";
import { readingState } from "../keys/readingState.js";
import { buttonClass } from "../pieces/Button.js";
import { words } from "../words/index.js";

/** Why nothing of this conversation opens. */
export function ThreadProblem({ error, agent, peer }: { error: unknown; agent: string; peer: string }): ReactElement {
  const code = error instanceof ExchangeError ? error.code : "failed";
  const state = readingState(code);
  return (
    <div className="mb-5 grid justify-items-start gap-3">
      <Problem state={state} reason={code} />
      {state === "unverified" && (
        <Link to="/connections/$agent/$peer" params={{ agent, peer }} hash="safety" className={buttonClass("primary")}>
          {words.reading.compare}
        </Link>
      )}
    </div>
  );
}
