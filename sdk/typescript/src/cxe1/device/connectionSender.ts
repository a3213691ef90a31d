import { wipe } from "../../crypto/bytes.js";
import { type FillRandom, randomBytes, systemRandom } from "../../crypto/random.js";
import type { Cxe1Error, Cxe1Refusal } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, nextId, sha256Of, ZERO_ID } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { bucketForBody } from "../messages/bucket.js";
import { writeContent } from "../messages/contentCodec.js";
import { type EnvelopeHeader, Taint } from "../messages/envelopeHeader.js";
import { EnvelopeLayout } from "../messages/envelopeLayout.js";
import { sealMessage } from "../messages/messageSealer.js";
import type { Nack } from "../messages/nack.js";
import { type Clock, systemClock } from "./clock.js";
import type { ConnectionContext } from "./connectionContext.js";
import type { DeviceKeys } from "./deviceKeys.js";
import { type DeviceStore, inTransaction } from "./deviceStore.js";
import { EpochOpener } from "./epochOpener.js";
import { judgeNack, wasResealed } from "./nackAnswer.js";
import { type OutboxItem, putItem } from "./outbox.js";
import { assertValid, type OutgoingMessage, type SealedMessage } from "./outgoingMessage.js";
import { usableReplyPrekeys } from "./peerReplyPrekeys.js";
import { basisOf, type SendingEpoch } from "./sendingEpoch.js";
import { loadSendingState, saveSendingState, type SendingState } from "./sendingState.js";
import { beginTurn, directoryOf, type SendingParties, type SendingTurn } from "./sendingTurn.js";
import { dropSent, findSent, keepSent, markResealed } from "./sentMessages.js";
import { Turnstile } from "./turnstile.js";

/** What tests replace. */
export interface SenderOptions {
  /** The platform's clock if it is not given. */
  readonly clock?: Clock;

  /** Where secrets, prekeys, ids and guards come from; the platform's generator if it is not given. */
  readonly random?: FillRandom;

  /** Where the one-time keys of the wraps come from; the platform's generator if it is not given. */
  readonly wrapRandom?: FillRandom;
}

/** What became of the texts that a nack means. */
export interface ResealOutcome {
  /**
   * None, also if no text is here any more; WrongIdentity, DeviceNotListed or SignatureInvalid of the nack; or why a
   * text could not be sealed.
   */
  readonly error: Cxe1Error;

  /** What was sealed again, in the order of the first sealing. */
  readonly resealed: readonly SealedMessage[];

  /**
   * Texts that were nacked a second time. The application gets them back, and then forgets them with `forgetSent`;
   * until it has, a repeat of the nack gives them again.
   */
  readonly undelivered: readonly UndeliveredMessage[];

  /**
   * After a refusal: the texts that were not sealed again, which are still here. Repeat the call, or give them back
   * too.
   */
  readonly left: readonly UndeliveredMessage[];
}

/** A text that no reader could open, although it was sealed twice. */
export interface UndeliveredMessage {
  /** The second envelope, under which the text is kept. */
  readonly envelopeHash: Bytes32;

  /** What was to be sent. */
  readonly message: OutgoingMessage;
}

/** How a text is sealed that was sealed before. */
interface Replacement {
  readonly envelopeHash: Bytes32;
  readonly isAnswerToNack: boolean;
}

/**
 * Seals the messages of one device on one connection. Owns the sending chain, in memory only. Each sealing is exactly
 * one transaction. Calls may overlap: they are served one after the other. A second sender on the same store is safe,
 * it opens its own epochs.
 *
 * If the store throws, the outcome of its transaction is unknown: the epoch is dropped and never reused, and the
 * message may stand in the outbox. Repeat it with the same logical id. A caller whose store joins several transactions
 * must call `dropEpoch` when it undoes a seal that had succeeded: the chain in memory would go on from a state that the
 * disk does not have.
 */
export class ConnectionSender {
  readonly #store: DeviceStore;
  readonly #device: DeviceKeys;
  readonly #clock: Clock;
  readonly #random: FillRandom;
  readonly #wrapRandom: FillRandom;
  readonly #turnstile = new Turnstile();
  #epoch: SendingEpoch | undefined;
  #drops = 0;

  /** Starts without an epoch: the first message opens one. */
  constructor(store: DeviceStore, device: DeviceKeys, options: SenderOptions = {}) {
    this.#store = store;
    this.#device = device;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#wrapRandom = options.wrapRandom ?? systemRandom;
  }

  /**
   * Seals a message under both sides' newest terms and puts it, behind the record of its epoch if that is new, into the
   * outbox. What it requests follows from this side's terms.
   * @param context Always of the same connection.
   * @param message The message.
   * @param own The own agent's directory, with its owner's viewers.
   * @param peer The other agent's directory with its prekeys and its owner's viewers.
   * @returns What was sealed and stored; after a refusal nothing has changed. Of the content: InvalidText,
   * ContentTooLong. Of the keys: WrongIdentity, DirectoryStale, HistoryForked, OwnCertificateInvalid. Of the terms:
   * those of `checkTermsRecord`, TermsUnknown, NotAllowed, NoViewer. Of the readers: NoReaders, RecipientKeysExpired,
   * RecipientKeyInvalid.
   * @throws RangeError if a value of the message is outside its range.
   */
  seal(
    context: ConnectionContext,
    message: OutgoingMessage,
    own: AgentDirectory,
    peer: AgentDirectory): Promise<Result<SealedMessage>> {
    return this.#turnstile.run(() => this.#seal({ context, own, peer }, message, undefined));
  }

  /**
   * Seals the text of an earlier message again, under a new envelope id and sequence and with the same logical id,
   * because its epoch or number was refused by the server. For a nack use `answerNack`.
   * @param envelopeHash The earlier envelope; its text is forgotten under this name.
   * @returns As for `seal`; KeyGone if the text is not here.
   */
  reseal(
    context: ConnectionContext,
    envelopeHash: Bytes32,
    own: AgentDirectory,
    peer: AgentDirectory): Promise<Result<SealedMessage>> {
    return this.#turnstile.run(async () => {
      const message = await findSent(this.#store, envelopeHash);
      if (message === undefined) return refused("KeyGone");
      this.dropEpoch();
      return this.#seal({ context, own, peer }, message, { envelopeHash, isAnswerToNack: false });
    });
  }

  /**
   * Answers a peer device that could not read: seals each text that it means again, once, in a new epoch. A text that
   * was sealed again before is given back. A repeat of a nack that was answered finds no text and does nothing.
   * @returns What became of the texts. On a refusal those that were not sealed yet are still here: repeat the call.
   */
  answerNack(
    context: ConnectionContext, nack: Nack, own: AgentDirectory, peer: AgentDirectory): Promise<ResealOutcome> {
    return this.#turnstile.run(async () => {
      const resealed: SealedMessage[] = [];
      const undelivered: UndeliveredMessage[] = [];
      const left: UndeliveredMessage[] = [];
      let refusal: Cxe1Refusal | undefined;
      const hashes = await judgeNack(this.#store, context, peer, nack);
      if (!hashes.ok) return { error: hashes.error, resealed, undelivered, left };
      if (hashes.value.length > 0) this.dropEpoch();
      for (const envelopeHash of hashes.value) {
        const message = await findSent(this.#store, envelopeHash);
        if (message === undefined) continue;
        if (await wasResealed(this.#store, envelopeHash)) {
          undelivered.push({ envelopeHash, message });
          continue;
        }
        // One that cannot be sealed is the reason for those behind it, too: their order stays.
        const again: Result<SealedMessage> = refusal === undefined
          ? await this.#seal({ context, own, peer }, message, { envelopeHash, isAnswerToNack: true })
          : refused(refusal);
        if (again.ok) {
          resealed.push(again.value);
          continue;
        }
        refusal = again.error;
        left.push({ envelopeHash, message });
      }
      return { error: refusal ?? "None", resealed, undelivered, left };
    });
  }

  /** Drops the epoch: the next message opens a new one. Needed after the server answered with a fork. */
  dropEpoch(): void {
    this.#drops++;
    this.#epoch?.dispose();
    this.#epoch = undefined;
  }

  async #seal(
    parties: SendingParties,
    message: OutgoingMessage,
    replaces: Replacement | undefined): Promise<Result<SealedMessage>> {
    assertValid(message);
    const body = writeContent(message.content);
    if (!body.ok) return body;
    const drops = this.#drops;
    let epoch = this.#epoch;
    try {
      return await inTransaction(this.#store, async (transaction) => {
        const begun = await beginTurn(transaction, this.#device, parties, message, this.#clock());
        if (!begun.ok) return begun;
        const turn = begun.value;
        const { connection } = parties.context;
        let state = await loadSendingState(transaction, connection);
        let record: OutboxItem | undefined;
        // Whoever waited may find the epoch dropped; from here to the reading of its key nobody waits.
        if (epoch === undefined || !(await serves(epoch, turn)) || epoch.isDisposed) {
          state = { ...state, epochNumber: state.epochNumber + 1, outboxPosition: state.outboxPosition + 1 };
          const opened = await new EpochOpener(turn, this.#device, this.#randomness).open(state.epochNumber);
          if (!opened.ok) return opened;
          epoch = opened.value.epoch;
          record = { connection, position: state.outboxPosition, isEpoch: true, bytes: opened.value.record };
          putItem(transaction, record);
        }
        const done = await this.#sealInto(epoch, turn, message, body.value, state);
        if (replaces !== undefined) await dropSent(transaction, replaces.envelopeHash);
        if (replaces?.isAnswerToNack === true)
          markResealed(transaction, done.sealedMessage.envelopeHash, turn.now);
        saveSendingState(transaction, connection, done.state);
        await transaction.commit();
        this.#goOn(epoch, drops);
        return accepted({ ...done.sealedMessage, epoch: record });
      });
    } catch (error) {
      epoch?.dispose();
      this.dropEpoch();
      throw error;
    } finally {
      wipe(body.value);
    }
  }

  /** After a commit: the epoch of the message is the current one, unless somebody dropped it meanwhile. */
  #goOn(epoch: SendingEpoch, drops: number): void {
    if (this.#drops !== drops) {
      epoch.dispose();
      return;
    }
    if (epoch !== this.#epoch) this.#epoch?.dispose();
    this.#epoch = epoch;
    epoch.advance();
  }

  get #randomness() {
    return { random: this.#random, wrapRandom: this.#wrapRandom };
  }

  async #sealInto(
    epoch: SendingEpoch,
    turn: SendingTurn,
    message: OutgoingMessage,
    body: Uint8Array,
    before: SendingState): Promise<{ sealedMessage: Omit<SealedMessage, "epoch">; state: SendingState }> {
    const random = randomBytes(32, this.#random);
    const header = this.#header(epoch, turn, message, body.length, before);
    const bytes = await sealMessage(epoch.chainKey, random, header, body, this.#device.dsk);
    const headerBytes = bytes.subarray(0, EnvelopeLayout.headerSize);
    const envelopeHash = sha256Of(headerBytes);
    const { connection, sequence, envelopeId } = header;
    const position = before.outboxPosition + 1;
    const envelope = { connection, position, isEpoch: false, bytes };
    putItem(turn.transaction, envelope);
    keepSent(turn.transaction, envelopeHash, headerBytes, body, turn.now);
    return {
      sealedMessage: { envelopeId, envelopeHash, sequence, envelope },
      state: { ...before, sequence, lastEnvelope: envelopeHash, outboxPosition: position },
    };
  }

  #header(
    epoch: SendingEpoch,
    turn: SendingTurn,
    message: OutgoingMessage,
    bodyLength: number,
    state: SendingState): EnvelopeHeader {
    const envelopeId = nextId(this.#random);
    return {
      envelopeId,
      connection: turn.context.connection,
      senderAgent: this.#device.agent,
      senderDevice: this.#device.device,
      recipientAgent: turn.context.peer.agent,
      epochHash: epoch.epochHash,
      index: epoch.next,
      sequence: state.sequence + 1,
      category: message.category,
      termsVersion: turn.ownTerms.version,
      requested: turn.requested,
      created: turn.now,
      timeToLive: message.timeToLive,
      rootId: message.rootId ?? envelopeId,
      parentId: message.parentId ?? ZERO_ID,
      hop: message.hop ?? 0,
      maxHops: message.maxHops,
      budget: message.budget,
      origin: message.origin,
      taint: message.taint ?? Taint.none,
      previousHash: state.lastEnvelope,
      bucket: bucketForBody(bodyLength),
    };
  }
}

/** A reader's reply prekey replaces an epoch that is old enough, so that its chain heals. */
async function serves(epoch: SendingEpoch, turn: SendingTurn): Promise<boolean> {
  if (!epoch.serves(basisOf(turn), turn.now)) return false;
  if (turn.now - epoch.created < Cxe1Limits.replyEpochInterval) return true;
  const prekeys = await usableReplyPrekeys(turn.transaction, turn.context.connection, turn.now);
  return !prekeys.some(
    (prekey) => directoryOf(turn, prekey.agent)?.devices.find(prekey.device) !== undefined);
}
