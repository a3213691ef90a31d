import { KeyRound } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { words } from "../words/index.js";
import { signInByPasskey } from "./account.js";
import { useAttempt } from "./useAttempt.js";

/** Signs in by a passkey, and says why it did not work. */
export function PasskeyButton({ done }: { done: () => void | Promise<void> }): ReactElement {
  const { signIn } = words.account;
  const { isBusy, problem, run } = useAttempt(signIn.problems);
  return (
    <div className="grid gap-2">
      <Button
        look="primary" data-first disabled={isBusy}
        onClick={() => void run(async () => { await signInByPasskey(); await done(); })}
      >
        <KeyRound aria-hidden="true" className="size-4" />{isBusy ? signIn.passkeyBusy : signIn.passkey}
      </Button>
      <p role="alert" className="text-sm font-medium text-stop empty:hidden">{problem}</p>
    </div>
  );
}
