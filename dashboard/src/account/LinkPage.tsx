import type { NextStep } from "@contextexchange/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { ExchangeError } from "@contextexchange/sdk";
import { explain, isForbidden } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { Button } from "../pieces/Button.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { signInByLink } from "./account.js";
import { AfterLink } from "./AfterLink.js";
import { dropLink } from "./fragment.js";
import { LinkElsewhere } from "./LinkElsewhere.js";

/** A link of a mail: what it is for, and a button that uses it up. Opening it does nothing. */
export function LinkPage({ token, done }: { token: string; done: () => Promise<void> }): ReactElement {
  const { link } = words.account;
  const preview = useQuery({
    queryKey: ["link", token], queryFn: ({ signal }) => exchange.signIn.previewLink(token, { signal }),
    staleTime: Infinity, gcTime: 0,
  });
  const [next, setNext] = useState<NextStep | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      const missing = await signInByLink(token);
      if (missing === null) await done();
      setNext(missing);
    } catch (error) {
      setRefused(error);
    } finally {
      setBusy(false);
    }
  };
  if (next !== null) return <AfterLink next={next} done={done} />;
  const problem = refused ?? preview.error;
  if (preview.data?.thisBrowser === false || isForbidden(problem)) return <LinkElsewhere token={token} />;
  if (problem !== null) {
    const isOver = problem instanceof ExchangeError && !problem.retryable;
    return (
      <>
        <PageTitle title={link.brokenTitle} />
        <p role="alert" className="mb-5 rounded-xl bg-wait-soft p-4 text-wait">{explain(problem, link.problems)}</p>
        <div className="flex flex-wrap gap-2">
          <Button look="primary" onClick={dropLink}>{link.newLink}</Button>
          {!isOver && (
            <Button onClick={() => { setRefused(null); void preview.refetch(); }}>{words.retry}</Button>
          )}
        </div>
      </>
    );
  }
  if (preview.data === undefined) return <p role="status" className="text-ink-soft">{link.reading}</p>;
  const { email, purpose } = preview.data;
  return (
    <>
      <PageTitle title={link.titles[purpose]} lead={link.who(email)} />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={isBusy} onClick={() => void confirm()}>{link.confirm[purpose]}</Button>
        <Button look="quiet" disabled={isBusy} onClick={() => { dropLink(); toast(link.notMeDone); }}>
          {link.notMe}
        </Button>
      </div>
    </>
  );
}
