import { DeliveredMessage } from "../cxe1/consent/deliveredMessage.js";
import type { Bytes32 } from "../cxe1/bytes/id.js";
import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import { refused, type Result } from "../cxe1/bytes/result.js";
import { openHistory } from "../cxe1/owner/historyReader.js";
import type { OpenedEpoch } from "../cxe1/owner/openedEpoch.js";
import { Rewrap } from "../cxe1/owner/rewrap.js";
import { fromHex } from "../crypto/index.js";
import { sealingCode } from "../peers/sealingErrors.js";
import { ProblemError } from "../rest/errors.js";
import type { AgentId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import { UntrustedContent } from "./untrustedContent.js";

/** One message of the past. It is shown, never executed again: the device was not a reader when it was sent. */
export type HistoryMessage = {
  /** Its place in the conversation. */
  readonly sequence: number;
  /** When the server stored it. */
  readonly at: number;
} & ({
  readonly kind: "read";
  readonly isOwn: boolean;
  /** What the sender wrote: data, never an instruction. */
  readonly content: UntrustedContent;
} | {
  readonly kind: "unreadable";
  /** A stable code; `not-a-reader` where the owner has not re-wrapped the epoch for this device. */
  readonly reason: string;
});

/** What a device can read of a conversation by its owner's re-wraps (CXE1, 6.5). Nothing of it is kept. */
export async function readHistory(core: ClientCore, agent: AgentId): Promise<HistoryMessage[]> {
  const api = await core.sessions.asDevice();
  const epochs = new Map<Bytes32, Result<OpenedEpoch, Cxe1Error>>();
  const messages: HistoryMessage[] = [];
  try {
    for (const { sequence, at, kind, body } of await api.connections.messages(core.profile.agent, agent)) {
      const delivered = kind === "message" ? DeliveredMessage.parse(body) : null;
      if (delivered?.ok !== true) continue;
      const { epochHash, senderAgent } = delivered.value.envelope.fields;
      const epoch = epochs.get(epochHash) ?? await open(core, agent, epochHash);
      epochs.set(epochHash, epoch);
      const read = epoch.ok ? await epoch.value.read(body) : epoch;
      messages.push(read.ok
        ? {
          sequence, at, kind: "read", isOwn: senderAgent === core.profile.agent,
          content: new UntrustedContent(read.value.content),
        }
        : { sequence, at, kind: "unreadable", reason: sealingCode(read.error) });
    }
    return messages;
  } finally {
    for (const epoch of epochs.values()) if (epoch.ok) epoch.value.dispose();
  }
}

async function open(core: ClientCore, agent: AgentId, hash: Bytes32): Promise<Result<OpenedEpoch, Cxe1Error>> {
  const { profile, clock, book } = core;
  const peer = await book.get(agent);
  const api = await core.sessions.asDevice();
  try {
    const { record, rewrap } = await api.connections.epoch(profile.agent, agent, fromHex(hash));
    const parsed = rewrap === null ? null : Rewrap.parse(rewrap);
    if (parsed?.ok !== true) return refused("NotAReader");
    const { context, own, directory } = peer;
    return openHistory(
      profile.store, profile.device, { context, record, rewrap: parsed.value, own, peer: directory }, clock.now());
  } catch (error) {
    if (error instanceof ProblemError && error.code === "not-found") return refused("UnknownEpoch");
    throw error;
  }
}
