import { safetyNumberCode } from "@contextexchange/sdk/cxe1";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck, ShieldAlert } from "lucide-react";
import type { ReactElement } from "react";
import { explain } from "../exchange/refusals.js";
import { keys } from "../keys/keyStore.js";
import { useKeys } from "../keys/useKeys.js";
import { Button } from "../pieces/Button.js";
import { Card } from "../pieces/Card.js";
import { QrImage } from "../qr/QrImage.js";
import { toast } from "../shell/toastStore.js";
import { words } from "../words/index.js";

/** The number that two owners compare, and whether this device knows the other side by it. */
export function SafetyCard({ agent, peer }: { agent: string; peer: string }): ReactElement {
  const { contract } = words;
  const isOpen = useKeys().state === "unlocked";
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ["text", "safety", agent, peer],
    queryFn: () => keys.call("safetyNumber", agent, peer),
    enabled: isOpen, gcTime: 0, retry: false,
  });
  const trust = useMutation({
    mutationFn: (compared: string) => keys.call("trust", agent, peer, compared),
    onSuccess: async () => {
      toast(contract.trustDone);
      await client.invalidateQueries({ queryKey: ["text"] });
    },
    onError: (problem) => toast(explain(problem), { tone: "stop" }),
  });
  const Icon = data?.isTrusted === true ? ShieldCheck : ShieldAlert;
  return (
    <Card id="safety" className="p-4 sm:p-5">
      <h2>{contract.safety}</h2>
      <p className="mt-1 max-w-prose text-ink-soft">{contract.safetyText}</p>
      {!isOpen && <p className="mt-3 text-sm text-wait">{words.keys.lockedText}</p>}
      {isOpen && error !== null && <p role="alert" className="mt-3 text-sm text-stop">{contract.safetyFail}</p>}
      {isOpen && data !== undefined && (
        <>
          <div className="mt-4 flex flex-wrap items-center gap-x-8 gap-y-4">
            <p className="grid max-w-md grid-cols-3 gap-x-6 gap-y-2 font-mono text-lg tabular-nums sm:grid-cols-4">
              {data.number.split(" ").map((group, i) => <span key={i}>{group}</span>)}
            </p>
            <QrImage text={safetyNumberCode(data.number.replaceAll(" ", ""))} label={contract.safetyCode} />
          </div>
          <p className={`mt-4 flex items-start gap-2 text-sm ${data.isTrusted ? "text-good" : "text-stop"}`}>
            <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            {data.isTrusted ? contract.trusted : contract.untrusted}
          </p>
          {!data.isTrusted && (
            <Button look="primary" className="mt-3" disabled={trust.isPending}
              onClick={() => trust.mutate(data.number)}>
              {contract.trust}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}
