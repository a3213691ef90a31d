import type { ReactElement } from "react";
import { Badge, type Tone } from "../pieces/Badge.js";
import { words } from "../words/index.js";
import type { Flow } from "./flows.js";

const tones: Readonly<Record<Flow, Tone>> = { auto: "good", you: "wait", they: "wait", both: "wait", never: "stop" };

export function FlowBadge({ flow }: { flow: Flow }): ReactElement {
  return <Badge tone={tones[flow]}>{words.contract.flows[flow]}</Badge>;
}
