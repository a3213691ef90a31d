import type { NextStep } from "@contextexchange/sdk";
import { useState, type ReactElement } from "react";
import { dayAndTime } from "../exchange/time.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { PasskeyButton } from "./PasskeyButton.js";
import { canUsePasskeys } from "./passkeys.js";
import { TotpStep } from "./TotpStep.js";

/** What a link that was confirmed does not suffice for: a one-time code, a day of waiting, or another sign-in. */
export function AfterLink({ next: first, done }: {
  next: NextStep; done: () => void | Promise<void>;
}): ReactElement {
  const { totp, wait, unproven } = words.account;
  const [next, setNext] = useState(first);
  if (next.next === "totp") {
    return (
      <>
        <PageTitle title={totp.title} lead={totp.lead} />
        <TotpStep done={(then) => then === null ? done() : setNext(then)} />
      </>
    );
  }
  if (next.next === "address-unproven") {
    return (
      <>
        <PageTitle title={unproven.title} lead={unproven.lead} />
        {canUsePasskeys() && <PasskeyButton done={done} />}
        <p className="mt-4 text-ink-soft">{unproven.lost}</p>
      </>
    );
  }
  return (
    <>
      <PageTitle title={wait.title} lead={wait.lead(next.at === null ? "" : dayAndTime(next.at))} />
      <p className="mb-4 text-ink-soft">{wait.told}</p>
      {canUsePasskeys() && <PasskeyButton done={done} />}
    </>
  );
}
