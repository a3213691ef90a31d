import type { ReactElement } from "react";
import { Command } from "../pieces/Command.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";
import { acceptCommand } from "./acceptCommand.js";
import { Outside } from "./Outside.js";

/** What an invite link shows: the command that accepts it. Needs no session, and tells the server nothing. */
export function JoinPage(): ReactElement {
  const command = acceptCommand(location);
  return (
    <Outside>
      <PageTitle title={words.pages.join} lead={words.join.lead} />
      {command === null
        ? <p role="alert" className="rounded-xl bg-wait-soft p-4 text-wait">{words.join.missing}</p>
        : (
          <>
            <h2 className="mb-2">{words.join.accept}</h2>
            <Command text={command} />
            <p className="mt-2 text-sm text-ink-soft">{words.join.hint}</p>
            <p className="mt-5 border-t border-line pt-4 text-sm text-ink-soft">{words.join.secret}</p>
          </>
        )}
    </Outside>
  );
}
