import type { AccountInfo } from "@contextexchange/sdk";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { accountQuery } from "../exchange/queries.js";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";
import { bindKeys, signOut } from "./account.js";
import { CodesStep } from "./CodesStep.js";
import { KeysStep } from "./KeysStep.js";
import { Outside } from "./Outside.js";
import { PasskeyStep } from "./PasskeyStep.js";
import { canUsePasskeys } from "./passkeys.js";
import { SavedStep } from "./SavedStep.js";

type Step = "passkey" | "codes" | "keys" | "saved";

const numbers: Readonly<Record<Step, number>> = { passkey: 1, codes: 1, keys: 2, saved: 3 };
const last = 3;

/** The way of a new account: something better than mail to sign in with, then its owner's keys. */
export function WelcomePage(): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const account = useQuery(accountQuery).data;
  if (account === undefined || account === null) return <Outside><p role="status">{words.loading}</p></Outside>;
  const leave = async (): Promise<void> => { await signOut(client); await navigate({ to: "/sign-in" }); };
  return <Outside><Steps account={account} leave={() => void leave()} /></Outside>;
}

/** One step after the other. Where they begin is settled once: what a step shows last must not vanish as it is done. */
function Steps({ account, leave }: { account: AccountInfo; leave: () => void }): ReactElement {
  const { welcome } = words.account;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [step, choose] = useState(() => firstStep(account));
  return (
    <>
      <p className="mb-1 text-sm font-medium text-accent">{welcome.steps(numbers[step], last)}</p>
      {step === "passkey" && <PasskeyStep done={() => choose("keys")} skip={() => choose("codes")} />}
      {step === "codes" && <CodesStep done={() => choose("keys")} />}
      {step === "keys" && (
        <KeysStep name={account.name} done={async () => { await bindKeys(client); choose("saved"); }} />
      )}
      {step !== "saved" && (
        <p className="mt-5 border-t border-line pt-3">
          <Button look="quiet" className="-ml-3.5" onClick={leave}>{words.signIn.out}</Button>
        </p>
      )}
      {step === "saved" && <SavedStep done={() => navigate({ to: "/" })} />}
    </>
  );
}

function firstStep({ passkeys, totp }: AccountInfo): Step {
  if (passkeys > 0 || totp) return "keys";
  return canUsePasskeys() ? "passkey" : "codes";
}
