import { useState, type ReactElement } from "react";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { dropLink } from "./fragment.js";
import { useAttempt } from "./useAttempt.js";

const half = 4;

/** A link that another browser asked for: this one can only show a code for it. */
export function LinkElsewhere({ token }: { token: string }): ReactElement {
  const { link } = words.account;
  const [code, setCode] = useState<string | null>(null);
  const { isBusy, problem, run } = useAttempt(link.problems);
  return (
    <>
      <PageTitle title={link.elsewhereTitle} lead={link.elsewhere} />
      {code === null ? (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary" disabled={isBusy}
            onClick={() => void run(async () => setCode(await exchange.signIn.codeOfLink(token)))}
          >
            {link.showCode}
          </Button>
          <Button look="quiet" onClick={dropLink}>{link.here}</Button>
        </div>
      ) : (
        <div role="status">
          <p className="text-ink-soft">{link.code}</p>
          <p className="my-3 rounded-xl bg-sunken py-4 text-center font-mono text-2xl tracking-widest">
            {code.slice(0, half)} {code.slice(half)}
          </p>
          <p className="text-sm text-ink-soft">{link.codeWarning}</p>
        </div>
      )}
      <p role="alert" className="mt-3 text-sm font-medium text-stop empty:hidden">{problem}</p>
    </>
  );
}
