import { useMutation, useQueryClient } from "@tanstack/react-query";
import { explain } from "../exchange/refusals.js";
import { exchange } from "../exchange/server.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** Takes silos out of service, and back. */
export function useDraining(): { readonly drain: (silo: string) => void; readonly undrain: (silo: string) => void } {
  const { servers } = words;
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ silo, drains }: { silo: string; drains: boolean }) =>
      drains ? exchange.cluster.drain(silo) : exchange.cluster.undrain(silo),
    onSuccess: (_, { silo, drains }) => toast(drains ? servers.drained(silo) : servers.undrained(silo)),
    onError: (problem) => toast(explain(problem, servers.problems), { tone: "stop" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["silos"] }),
  });
  return { drain: (silo) => mutate({ silo, drains: true }), undrain: (silo) => mutate({ silo, drains: false }) };
}
