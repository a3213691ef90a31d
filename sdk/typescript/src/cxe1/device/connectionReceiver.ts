import { wipe } from "../../crypto/bytes.js";
import type { Cxe1Error, Cxe1Refusal } from "../bytes/cxe1Error.js";
import { type Bytes32, type Id, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { checkConsent } from "../consent/consentRule.js";
import { DeliveredMessage } from "../consent/deliveredMessage.js";
import { checkEpochSigner } from "../epochs/epochSigner.js";
import { EpochView } from "../epochs/epochView.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { readContent } from "../messages/contentCodec.js";
import { readEnvelopeHeader } from "../messages/envelopeHeader.js";
import type { EnvelopeView } from "../messages/envelopeView.js";
import type { MessageContent } from "../messages/messageContent.js";
import { openMessage } from "../messages/messageOpener.js";
import { Nack, nackReasonOf } from "../messages/nack.js";
import { type Clock, systemClock } from "./clock.js";
import type { ConnectionContext } from "./connectionContext.js";
import type { DeviceKeys } from "./deviceKeys.js";
import { type DeviceStore, DeviceTable, type DeviceTransaction, inTransaction } from "./deviceStore.js";
import { EpochAcceptance } from "./epochAcceptance.js";
import { type EpochTerms, loadEpochTerms } from "./epochTerms.js";
import { lookUpReceived, putReceived, type ReceivedMessage } from "./inbox.js";
import { ReceivingChain } from "./receivingChain.js";
import { addToHistory, addWithheld, checkHistory } from "./senderHistory.js";
import { skipKeys, takeSkippedKey } from "./skippedKeys.js";
import { stateKey } from "./stateKey.js";

/** What became of an envelope. */
export interface ReceiveOutcome {
  /** None, or why it was refused; then nothing has changed. */
  readonly error: Cxe1Error;

  /** The message; undefined after a refusal, and for a repeat of one that was acknowledged. */
  readonly message: ReceivedMessage | undefined;

  /** Whether it was received before. */
  readonly isDuplicate: boolean;

  /**
   * Whether the sender device's message before it is known. False means a gap: it may still come, be held or be lost.
   */
  readonly hasPredecessor: boolean;
}

/**
 * Receives the epochs and messages of one connection. Everything is judged and opened on a copy of the state; one
 * transaction then stores all of it or, on any refusal or crash, nothing. Calls may overlap: the store orders them.
 */
export class ConnectionReceiver {
  readonly #store: DeviceStore;
  readonly #device: DeviceKeys;
  readonly #clock: Clock;

  constructor(store: DeviceStore, device: DeviceKeys, clock: Clock = systemClock) {
    this.#store = store;
    this.#device = device;
    this.#clock = clock;
  }

  /**
   * Judges an epoch record, in either form, and stores its chain. A repeat changes nothing.
   * @returns None, or the first reason of docs/protocol/cxe1.md, section 7.4.
   */
  async acceptEpoch(
    context: ConnectionContext, record: Uint8Array, own: AgentDirectory, peer: AgentDirectory): Promise<Cxe1Error> {
    const epoch = EpochView.parse(record);
    if (!epoch.ok) return epoch.error;
    return inTransaction(this.#store, async (transaction) => {
      const acceptance = new EpochAcceptance(transaction, this.#device, context, this.#clock());
      const error = await acceptance.accept(epoch.value, own, peer);
      if (error === "None") await transaction.commit();
      return error;
    });
  }

  /**
   * Judges and opens a delivered message, with the approvals that both sides' terms demand, and puts it into the inbox.
   * A repeat is answered from there.
   * @param delivered The envelope and its approvals, as the server delivers them.
   */
  async receive(context: ConnectionContext, delivered: Uint8Array): Promise<ReceiveOutcome> {
    const parsed = DeliveredMessage.parse(delivered);
    if (!parsed.ok) return refusal("MalformedEnvelope");
    return inTransaction(this.#store, (transaction) => this.#receive(transaction, context, parsed.value));
  }

  /**
   * What to tell the sender about an epoch or a message of the peer that was refused; undefined if sealing again would
   * not mend it.
   * @param epochHash The epoch.
   * @param envelopeHash The message; undefined if the epoch itself was refused.
   * @param error Why it was refused.
   */
  async nackFor(
    context: ConnectionContext,
    epochHash: Bytes32,
    envelopeHash: Bytes32 | undefined,
    error: Cxe1Error): Promise<Nack | undefined> {
    const reason = nackReasonOf(error);
    if (reason === undefined) return undefined;
    const { agent, device, dsk } = this.#device;
    const { connection } = context;
    const created = this.#clock();
    const named = envelopeHash ?? ZERO_BYTES32;
    return Nack.issue(dsk, { agent, device, connection, epochHash, envelopeHash: named, reason, created });
  }

  /**
   * Notes that the server withholds a message, so that the sender's chain of hashes stays checkable.
   * @returns None, or SequenceReused if another envelope is known for the sequence.
   */
  noteWithheld(
    context: ConnectionContext,
    senderAgent: Id,
    senderDevice: Id,
    sequence: number,
    envelopeHash: Bytes32): Promise<Cxe1Error> {
    return inTransaction(this.#store, async (transaction) => {
      const place = { connection: context.connection, agent: senderAgent, device: senderDevice, sequence };
      const error = await addWithheld(transaction, place, envelopeHash, this.#clock());
      if (error === "None") await transaction.commit();
      return error;
    });
  }

  async #receive(
    transaction: DeviceTransaction, context: ConnectionContext, message: DeliveredMessage): Promise<ReceiveOutcome> {
    const { envelope } = message;
    const { isKnown, message: known } = await lookUpReceived(transaction, envelope.hash);
    if (isKnown) return { error: "None", message: known, isDuplicate: true, hasPredecessor: true };
    const chain = await ReceivingChain.load(transaction, envelope.fields.epochHash);
    if (chain === undefined) return refusal("UnknownEpoch");
    try {
      const terms = await loadEpochTerms(transaction, envelope.fields.epochHash);
      if (terms === undefined) return refusal("UnknownEpoch");
      let error = await checkEpochSigner(chain.signer, context, envelope);
      if (error === "None") error = await this.#checkConsent(context, message, terms);
      if (error !== "None") return refusal(error);
      const history = await checkHistory(transaction, envelope);
      if (history.error !== "None") return refusal(history.error);
      const content = await this.#open(transaction, envelope, chain);
      if (!content.ok) return refusal(content.error);
      await transaction.commit();
      const header = readEnvelopeHeader(envelope.header);
      const received = { envelopeHash: envelope.hash, header, content: content.value };
      return { error: "None", message: received, isDuplicate: false, hasPredecessor: history.hasPredecessor };
    } finally {
      chain.dispose();
    }
  }

  #checkConsent(context: ConnectionContext, message: DeliveredMessage, terms: EpochTerms): Promise<Cxe1Error> {
    const isOwn = message.envelope.fields.senderAgent === context.own.agent;
    const [sender, recipient] = isOwn ? [context.own, context.peer] : [context.peer, context.own];
    return checkConsent(
      message,
      { terms: terms.sender, oik: sender.oik },
      { terms: terms.recipient, oik: recipient.oik },
      this.#clock());
  }

  async #open(
    transaction: DeviceTransaction, envelope: EnvelopeView, chain: ReceivingChain): Promise<Result<MessageContent>> {
    const now = this.#clock();
    const { epochHash, connection } = envelope.fields;
    const messageKey = await takeKey(transaction, envelope, chain, now);
    if (messageKey === undefined) return refused("KeyGone");
    const body = openMessage(envelope, messageKey);
    wipe(messageKey);
    if (!body.ok) return body;
    try {
      const content = readContent(body.value);
      if (!content.ok) return content;
      await putReceived(transaction, envelope, body.value, now);
      chain.save(transaction, epochHash);
      addToHistory(transaction, envelope, now);
      if (chain.signer.senderAgent !== this.#device.agent)
        transaction.put(DeviceTable.lastReceived, stateKey(connection), stateKey(envelope.hash));
      return accepted(content.value);
    } finally {
      wipe(body.value);
    }
  }
}

async function takeKey(
  transaction: DeviceTransaction,
  envelope: EnvelopeView,
  chain: ReceivingChain,
  now: number): Promise<Uint8Array | undefined> {
  const { epochHash, index } = envelope.fields;
  if (index < chain.next) return takeSkippedKey(transaction, epochHash, index);
  await skipKeys(transaction, chain, epochHash, index, now);
  return chain.takeMessageKey();
}

function refusal(error: Cxe1Refusal | Cxe1Error): ReceiveOutcome {
  return { error, message: undefined, isDuplicate: false, hasPredecessor: false };
}
