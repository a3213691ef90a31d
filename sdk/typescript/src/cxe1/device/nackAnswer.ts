import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { type Bytes32, type Id, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { sameIdentity } from "../identity/agentIdentity.js";
import type { DeviceList } from "../identity/deviceList.js";
import type { Nack } from "../messages/nack.js";
import type { ConnectionContext } from "./connectionContext.js";
import { type DeviceStore, inTransaction } from "./deviceStore.js";
import { epochOfSent, isResealed, sentOfEpoch } from "./sentMessages.js";

/**
 * Whether a listed device of the other agent signed a nack for this connection.
 * @param agent The agent that must have signed.
 * @param list Its newest device list.
 * @returns None, WrongIdentity, DeviceNotListed or SignatureInvalid.
 */
export async function checkNack(nack: Nack, connection: Id, agent: Id, list: DeviceList): Promise<Cxe1Error> {
  if (nack.connection !== connection || nack.agent !== agent) return "WrongIdentity";
  const listed = list.find(nack.device);
  if (listed === undefined) return "DeviceNotListed";
  return (await nack.verifySignature(listed.dsk)) ? "None" : "SignatureInvalid";
}

/** Judges a nack; and finds which envelopes' texts, of those that it means, are still here. */
export async function judgeNack(
  store: DeviceStore, context: ConnectionContext, peer: AgentDirectory, nack: Nack): Promise<Result<Bytes32[]>> {
  if (!sameIdentity(peer.identity, context.peer)) return refused("WrongIdentity");
  const error = await checkNack(nack, context.connection, context.peer.agent, peer.devices);
  if (error !== "None") return refused(error);
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
