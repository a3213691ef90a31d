import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { canUsePasskeys } from "./passkeys.js";
import { TotpSetup } from "./TotpSetup.js";

/** One-time codes for a new account whose browser has no passkeys. They can be left out. */
export function CodesStep({ done }: { done: () => void }): ReactElement {
  const { codes } = words.account.welcome;
  return (
    <>
      <PageTitle title={codes.title} lead={canUsePasskeys() ? codes.lead : codes.noPasskey} />
      <TotpSetup done={done} />
      <Button look="quiet" className="mt-4" onClick={done}>{codes.skip}</Button>
    </>
  );
}
