import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import type { ReactElement } from "react";
import { keepOnServer } from "../account/account.js";
import { recently } from "../account/recentSignIn.js";
import { Button, buttonClass } from "../pieces/Button.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";
import { explainKeys } from "./UnlockForm.js";
import { useKeyUpkeep } from "./useKeyUpkeep.js";

/** Says that the keys of this device and a copy of them have parted, and what brings them together. */
export function KeyNotice(): ReactElement | null {
  const client = useQueryClient();
  const upkeep = useKeyUpkeep();
  const text = upkeep === undefined ? null
    : upkeep.copy === "other" ? words.keys.copyOther
    : upkeep.viewer === "elsewhere" ? words.keys.viewerElsewhere
    : upkeep.copy === "behind" ? words.keys.copyBehind : null;
  const save = async (): Promise<void> => {
    try {
      await recently(keepOnServer);
      await client.invalidateQueries({ queryKey: ["key-upkeep"] });
      toast(words.account.settings.serverCopyDone);
    } catch (error) {
      toast(explainKeys(error), { tone: "stop" });
    }
  };
  return (
    <div role="status">
      {text !== null && (
        <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-wait/40 bg-wait-soft
          px-4 py-2 text-sm text-wait">
          <p className="flex items-center gap-3"><KeyRound aria-hidden="true" className="size-4 shrink-0" />{text}</p>
          {text === words.keys.copyBehind
            ? <Button onClick={() => void save()}>{words.account.settings.serverCopy}</Button>
            : <Link to="/owner" className={buttonClass()}>{words.keys.takeOver}</Link>}
        </div>
      )}
    </div>
  );
}
