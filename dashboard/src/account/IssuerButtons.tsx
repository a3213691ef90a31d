import { useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { useState, type ReactElement } from "react";
import { issuersQuery } from "../exchange/queries.js";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";
import { leaveToSignIn } from "./issuers.js";
import { useAttempt } from "./useAttempt.js";

/** A button for each provider that the operator has set up; nothing where there is none. */
export function IssuerButtons(): ReactElement | null {
  const issuers = useQuery(issuersQuery).data ?? [];
  const { isBusy, problem, run } = useAttempt(words.issuers.problems);
  const [chosen, setChosen] = useState<string | null>(null);
  if (issuers.length === 0) return null;
  const leave = (id: string): void => {
    setChosen(id);
    void run(() => leaveToSignIn(id));
  };
  return (
    <div className="mb-4 grid gap-2">
      {issuers.map(({ id, name }) => (
        <Button key={id} disabled={isBusy} className="min-h-11" onClick={() => leave(id)}>
          <LogIn aria-hidden="true" className="size-4" />
          {isBusy && chosen === id ? words.issuers.leaving(name) : words.issuers.signIn(name)}
        </Button>
      ))}
      <p role="alert" className="text-sm font-medium text-stop empty:hidden">{problem}</p>
    </div>
  );
}
