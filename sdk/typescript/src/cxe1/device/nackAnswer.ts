import { type Bytes32, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { sameIdentity } from "../identity/agentIdentity.js";
import type { Nack } from "../messages/nack.js";
import type { ConnectionContext } from "./connectionContext.js";
import { type DeviceStore, inTransaction } from "./deviceStore.js";
import { epochOfSent, isResealed, sentOfEpoch } from "./sentMessages.js";

/**
 * Whether a listed device of the peer signed a nack; and which envelopes' texts, of those that it means, are still here.
 */
export async function judgeNack(
  store: DeviceStore, context: ConnectionContext, peer: AgentDirectory, nack: Nack): Promise<Result<Bytes32[]>> {
  if (!sameIdentity(peer.identity, context.peer)
    || nack.connection !== context.connection
    || nack.agent !== context.peer.agent)
    return refused("WrongIdentity");
  const listed = peer.devices.find(nack.device);
  if (listed === undefined) return refused("DeviceNotListed");
  if (!(await nack.verifySignature(listed.dsk))) return refused("SignatureInvalid");
  return inTransaction(store, async (transaction) => {
    if (nack.envelopeHash === ZERO_BYTES32) return accepted(await sentOfEpoch(transaction, nack.epochHash));
    const epochHash = await epochOfSent(transaction, nack.envelopeHash);
    return accepted(epochHash === nack.epochHash ? [nack.envelopeHash] : []);
  });
}

/** Whether this envelope is a text's second sealing, after which there is none. */
export function wasResealed(store: DeviceStore, envelopeHash: Bytes32): Promise<boolean> {
  return inTransaction(store, (transaction) => isResealed(transaction, envelopeHash));
}
