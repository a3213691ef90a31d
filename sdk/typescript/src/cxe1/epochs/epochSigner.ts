import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Bytes32, Id } from "../bytes/id.js";
import type { ConnectionContext } from "../device/connectionContext.js";
import type { EnvelopeView } from "../messages/envelopeView.js";

/** Who opened an epoch and for how long: what every message of it is held to. */
export interface EpochSigner {
  readonly connection: Id;
  readonly senderAgent: Id;
  readonly senderDevice: Id;

  /** The key of the device that signed the epoch. */
  readonly dsk: Bytes32;

  /** Unix milliseconds. */
  readonly created: number;

  /** Unix milliseconds, excluded. */
  readonly expiry: number;
}

/**
 * The rows of docs/protocol/cxe1.md, section 9, from the sender to the signature. Every reader knows the epoch's secret,
 * so it is the signature, and not the ciphertext, that says who wrote.
 * @returns None, WrongSender, WrongRecipient, OutsideEpoch, CiphertextMismatch or SignatureInvalid.
 */
export async function checkEpochSigner(
  signer: EpochSigner, context: ConnectionContext, envelope: EnvelopeView): Promise<Cxe1Error> {
  const { connection, senderAgent, senderDevice, recipientAgent, created } = envelope.fields;
  if (connection !== context.connection
    || connection !== signer.connection
    || senderAgent !== signer.senderAgent
    || senderDevice !== signer.senderDevice)
    return "WrongSender";
  const recipient = signer.senderAgent === context.own.agent ? context.peer.agent : context.own.agent;
  if (recipientAgent !== recipient) return "WrongRecipient";
  if (created < signer.created || created >= signer.expiry) return "OutsideEpoch";
  if (!envelope.ciphertextMatches()) return "CiphertextMismatch";
  return (await envelope.verifySignature(signer.dsk)) ? "None" : "SignatureInvalid";
}
