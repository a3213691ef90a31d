import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { keys } from "../keys/keyStore.js";
import { Button } from "../pieces/Button.js";
import { Command } from "../pieces/Command.js";
import { PageTitle } from "../pieces/PageTitle.js";
import { words } from "../words/index.js";

/** The recovery link: the sealed keys, for where people keep important papers. */
export function SavedStep({ done }: { done: () => void | Promise<void> }): ReactElement {
  const { saved } = words.account.welcome;
  const sealed = useQuery({ queryKey: ["text", "recovery"], queryFn: () => keys.call("sealed"), gcTime: 0 }).data;
  return (
    <>
      <PageTitle title={saved.title} lead={saved.lead} />
      <p className="mb-2 text-sm font-medium">{saved.link}</p>
      {sealed === undefined ? <p role="status">{words.loading}</p> : <Command text={sealed.link} />}
      <p className="mt-4 rounded-xl bg-wait-soft p-4 text-sm text-wait">{saved.warning}</p>
      <Button look="primary" className="mt-5" onClick={() => void done()}>{saved.submit}</Button>
    </>
  );
}
