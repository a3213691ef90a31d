import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { Button } from "../pieces/Button.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { dropAnswer, type ReturnedAnswer } from "./fragment.js";
import { completeAnswer, purposeOf } from "./issuers.js";

/** Back from a provider: its answer is used up, and what it was for goes on. */
export function IssuerReturn(
  { answer, done }: { answer: ReturnedAnswer; done: () => Promise<void> },
): ReactElement {
  const { issuers } = words;
  const navigate = useNavigate();
  const [purpose] = useState(() => purposeOf(answer));
  const [refused, setRefused] = useState<unknown>(null);
  const toSettings = async (): Promise<void> => {
    await navigate({ to: "/settings" });
    dropAnswer();
  };
  useEffect(() => {
    let isHere = true;
    completeAnswer(answer).then(async (what) => {
      if (!isHere) return;
      if (what === "sign-in") return done();
      toast(issuers.linked);
      await toSettings();
    }).catch((error: unknown) => { if (isHere) setRefused(error); });
    return () => { isHere = false; };
    // Once for each answer: what else changes is only drawn.
  }, [answer]);
  if (refused === null)
    return <p role="status" className="text-ink-soft">{purpose === "link" ? issuers.linking : issuers.returning}</p>;
  return (
    <>
      <PageTitle title={purpose === "link" ? issuers.failedLink : issuers.failedTitle} />
      <p role="alert" className="mb-5 rounded-xl bg-wait-soft p-4 text-wait">{explain(refused, issuers.problems)}</p>
      {purpose === "link"
        ? <Button look="primary" onClick={() => void toSettings()}>{issuers.toSettings}</Button>
        : <Button look="primary" onClick={dropAnswer}>{issuers.again}</Button>}
    </>
  );
}
