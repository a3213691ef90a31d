import { ConnectionSender } from "../cxe1/device/connectionSender.js";
import type { Bytes32 } from "../cxe1/bytes/id.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { pendingItems } from "../cxe1/device/outbox.js";
import { withdrawFrom } from "../cxe1/device/outboxWithdrawal.js";
import type { OutgoingMessage, SealedMessage } from "../cxe1/device/outgoingMessage.js";
import type { Nack } from "../cxe1/messages/nack.js";
import { concat } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import type { Peer } from "../peers/peerBook.js";
import { nackCode, sealingCode, sealingError, sendingError } from "../peers/sealingErrors.js";
import { ProblemError } from "../rest/errors.js";
import type { StoreTransaction } from "../store/clientStore.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import type { ReceiptFrame, ResultFrame } from "../wire/frames.js";
import type { AgentId, ConnectionId } from "../wire/id.js";
import { refusalOf } from "../wire/refusals.js";
import type { SendStatus } from "../wire/statuses.js";
import type { ClientCore } from "./clientCore.js";
import { idKey, numberKey } from "./clientTables.js";
import { moveMark } from "./movedMark.js";
import { isFinal, maxAttempts, maxUnderWay, orLost, recoveryDelay } from "./outboxRules.js";
import { PendingSend, type SendReceipt } from "./pendingSend.js";
import { remedies, statusOfEpoch } from "./remedies.js";
import { SendRefusedError } from "./sendErrors.js";
import { answeredLineage, keepAnswered, keepLineage, lineageOfItem, takeLineage } from "./sentLineages.js";
import type { Session } from "./session.js";

const nothing = new Uint8Array(0);

/** What was sealed in one piece of work: told to the queue when it is durable. */
interface Sealed {
  readonly sealed: SealedMessage;
  readonly lineage: Uint8Array;
}

/**
 * Everything on its way to one peer, in order. Sealed bytes are on the medium before they leave, and leave again
 * unchanged after every reconnect and restart; only the server's own word that a number is not settled permits sealing
 * it anew.
 */
export class PeerOutbox {
  readonly peer: AgentId;
  readonly #core: ClientCore;
  readonly #connection: ConnectionId;
  readonly #sender: ConnectionSender;
  #pending: PendingSend[] = [];
  #settled: PendingSend[] = [];
  #next = 0;
  #session: Session | null = null;
  #underWay = 0;
  #isPublishing = false;
  #startsOver = false;
  #mustReseal = false;
  #isRecovering = false;
  #isClosed = false;
  #stuck: PendingSend | null = null;
  #delay = 0;

  constructor(core: ClientCore, peer: AgentId, connection: ConnectionId) {
    this.#core = core;
    this.peer = peer;
    this.#connection = connection;
    this.#sender = new ConnectionSender(
      core.worker.joined, core.profile.device, { clock: () => core.clock.now() });
  }

  /** Takes over what an earlier run left in the store. */
  async restore(): Promise<readonly PendingSend[]> {
    const { store } = this.#core.profile;
    const items = await pendingItems(store, this.#connection, Infinity);
    const lineages = await store.transact((rows) => items.map((item) => lineageOfItem(rows, item)));
    this.#pending = items.map((item, i) => new PendingSend(item, lineages[i]!));
    return this.#pending.filter(({ item }) => !item.isEpoch);
  }

  /**
   * Seals and queues a message; completes when it is on the medium.
   * @param queued Called before it can leave.
   * @throws {ExchangeError} It could not be sealed; nothing has changed.
   */
  async seal(
    peer: Peer, message: OutgoingMessage, lineage: Uint8Array, queued: (pending: PendingSend) => void,
  ): Promise<PendingSend> {
    const sealed = await this.#work((rows) => this.#sealWithin(rows, peer, message, lineage));
    const pending = this.#append(sealed);
    queued(pending);
    this.#pump();
    return pending;
  }

  /**
   * Answers a nack of the peer: what it means is sealed again, once.
   * @param within Called in the same transaction with the envelope hashes of texts that are not sealed again and why;
   * the reason is null where there are none.
   */
  async answerNack(
    peer: Peer, nack: Nack,
    within: (rows: StoreTransaction, reason: string | null, undelivered: readonly Bytes32[]) => void,
  ): Promise<void> {
    const again = await this.#work(async (rows) => {
      const outcome = await this.#sender.answerNack(peer.context, nack, peer.own, peer.directory);
      const undelivered = [...outcome.undelivered, ...outcome.left].map((one) => one.envelopeHash);
      const isRefused = outcome.error !== "None";
      const reason = isRefused ? sealingCode(outcome.error) : nackCode(nack.reason);
      within(rows, isRefused || undelivered.length > 0 ? reason : null, undelivered);
      return outcome.resealed.map((sealed) => {
        const lineage = answeredLineage(rows, sealed.envelope.bytes);
        keepLineage(rows, this.#connection, sealed.sequence, lineage);
        return { sealed, lineage };
      });
    });
    for (const sealed of again) this.#append(sealed);
    this.#pump();
  }

  /** A new socket: everything unsettled leaves again, in order. */
  attach(session: Session): void {
    this.#session = session;
    this.#startsOver = true;
    this.#pump();
  }

  detach(): void {
    this.#session = null;
  }

  /** Tells everybody who waits that no answer will come from this client. The messages stay in the store. */
  async close(reason: ExchangeError): Promise<void> {
    this.#isClosed = true;
    this.#session = null;
    for (const pending of this.#pending) pending.fail(reason);
    this.#sender.dropEpoch();
    if (this.#settled.length > 0) await this.#core.worker.run((rows) => this.#dropSettled(rows));
  }

  /** Work on the device's worker that seals; when it is undone, the chain in memory is dropped too. */
  #work<T>(work: (rows: StoreTransaction) => Promise<T>): Promise<T> {
    let settled: PendingSend[] = [];
    return this.#core.worker.run(
      (rows) => {
        settled = this.#dropSettled(rows);
        return work(rows);
      },
      () => {
        this.#sender.dropEpoch();
        this.#settled.push(...settled);
      });
  }

  async #sealWithin(
    rows: StoreTransaction, peer: Peer, message: OutgoingMessage, lineage: Uint8Array,
  ): Promise<Sealed> {
    const sealed = await this.#sender.seal(peer.context, message, peer.own, peer.directory);
    if (!sealed.ok) throw sendingError(sealed.error, message.category, peer.context);
    keepLineage(rows, this.#connection, sealed.value.sequence, lineage);
    if (lineage.length > 0) await keepAnswered(this.#core, message, lineage);
    return { sealed: sealed.value, lineage };
  }

  /** Removes what was settled from the store, together with other work. */
  #dropSettled(rows: StoreTransaction): PendingSend[] {
    const settled = this.#settled;
    this.#settled = [];
    for (const { item, lineage, sequence } of settled) {
      rows.delete(DeviceTable.outbox, concat(idKey(this.#connection), numberKey(item.position)));
      if (lineage.length > 0) takeLineage(rows, this.#connection, sequence);
    }
    return settled;
  }

  #append({ sealed, lineage }: Sealed): PendingSend {
    if (sealed.epoch !== undefined) {
      this.#pending.push(new PendingSend(sealed.epoch, nothing));
      this.#core.book.spendPrekeys(this.peer);
    }
    const pending = new PendingSend(sealed.envelope, lineage);
    this.#pending.push(pending);
    return pending;
  }

  /** Lets leave what may leave. */
  #pump(): void {
    const session = this.#session;
    if (session === null || this.#isRecovering || this.#isClosed) return;
    if (this.#startsOver || this.#mustReseal) {
      // Only when nothing is under way is it known what the server has settled.
      if (this.#underWay > 0) return;
      if (this.#mustReseal || this.#delay > 0) {
        this.#isRecovering = true;
        void this.#recover();
        return;
      }
      this.#startsOver = false;
      this.#next = 0;
    }
    while (!this.#isPublishing && this.#underWay < maxUnderWay && this.#next < this.#pending.length) {
      const pending = this.#pending[this.#next++]!;
      this.#underWay++;
      // A message may not overtake the record that it is opened with.
      if (pending.item.isEpoch) {
        this.#isPublishing = true;
        void this.#observeEpoch(pending, session.publishEpoch(this.peer, pending.item.bytes));
      } else {
        void this.#observeMessage(pending, session.send(pending.lineage, pending.item.bytes));
      }
    }
  }

  async #observeMessage(pending: PendingSend, answer: Promise<ReceiptFrame>): Promise<void> {
    const receipt = await orLost(answer);
    this.#underWay--;
    if (receipt === null) this.#startsOver = true;
    else this.#take(pending, receipt);
    this.#pump();
  }

  #take(pending: PendingSend, { status, at, retryAfter }: ReceiptFrame): void {
    const remedy = remedies[status];
    if (remedy === "done") {
      this.#settle(pending);
      const { envelopeId: message, sequence } = pending;
      pending.complete({ message, peer: this.peer, sequence, status: status as SendReceipt["status"], at });
    } else if (remedy === "fail") {
      this.#settle(pending);
      pending.fail(new SendRefusedError(status, pending.envelopeId));
    } else if (remedy === "resend" && !this.#isStuck(pending, status)) {
      this.#waitAtLeast(retryAfter);
    } else if (remedy === "resend" && !pending.isMarkMoved) {
      this.#stuck = pending;
      this.#waitAtLeast(retryAfter);
    } else {
      pending.refused = status;
      pending.attempts++;
      this.#mustReseal = true;
    }
  }

  /**
   * The first unsettled message can be out of order only if the server has forgotten earlier ones: a restored backup.
   */
  #isStuck(pending: PendingSend, status: SendStatus): boolean {
    return status === "out-of-order" && this.#pending[0] === pending && ++pending.attempts > maxAttempts;
  }

  #waitAtLeast(delay: number): void {
    this.#delay = Math.max(delay, 20 + 80 * this.#core.options.jitter());
    this.#startsOver = true;
  }

  async #observeEpoch(pending: PendingSend, answer: Promise<ResultFrame>): Promise<void> {
    const result = await orLost(answer);
    this.#underWay--;
    this.#isPublishing = false;
    if (result === null) this.#startsOver = true;
    else if (result.refusal === null) this.#settle(pending);
    else if (refusalOf(result.refusal).retry) this.#waitAtLeast(result.retryAfter);
    else this.#replaceEpoch(pending, statusOfEpoch(result.refusal));
    this.#pump();
  }

  /** An epoch that the server will not have: its messages need another. */
  #replaceEpoch(epoch: PendingSend, status: SendStatus): void {
    const first = this.#pending.slice(this.#pending.indexOf(epoch)).find(({ item }) => !item.isEpoch);
    if (first !== undefined) {
      first.refused = status;
      first.attempts++;
      this.#mustReseal = true;
    }
    this.#settle(epoch);
  }

  #settle(pending: PendingSend): void {
    const place = this.#pending.indexOf(pending);
    this.#pending.splice(place, 1);
    if (place < this.#next) this.#next--;
    this.#settled.push(pending);
  }

  /**
   * Waits, and where needed moves the mark at the server, or reads contract and keys again and seals again; then
   * everything leaves again.
   */
  async #recover(): Promise<void> {
    const [delay, stuck] = [this.#delay, this.#stuck];
    [this.#delay, this.#stuck] = [0, null];
    if (delay > 0) await this.#core.pause(delay);
    if (this.#isClosed) return;
    if (stuck !== null && !await moveMark(this.#core, this.peer, stuck)) this.#mustReseal = true;
    const isDone = !this.#mustReseal || await this.#tryReseal();
    this.#isRecovering = false;
    this.#startsOver = true;
    if (isDone) this.#mustReseal = false;
    else this.#delay = recoveryDelay;
    this.#pump();
  }

  async #tryReseal(): Promise<boolean> {
    try {
      await this.#reseal(await this.#refresh());
      return true;
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      if (error instanceof DeviceStoreError) {
        this.#core.fail(error);
        return false;
      }
      // Nothing has changed, neither here nor on the medium.
      if (error.retryable) return false;
      // The peer cannot be sealed to any more: what waits for it is told, and its numbers are free again.
      await this.#withdrawAll(error);
      return true;
    }
  }

  /** The peer as the server knows it now; null when there is no connection any more. */
  async #refresh(): Promise<Peer | null> {
    try {
      return await this.#core.book.refresh(this.peer);
    } catch (error) {
      if (error instanceof ProblemError && error.code === "not-found") return null;
      throw error;
    }
  }

  async #reseal(peer: Peer | null): Promise<void> {
    const refused = this.#firstRefused();
    if (refused === undefined) return;
    const verdicts = new Map(this.#pending.filter(isFinal).map((pending) => [pending.sequence, pending.refused!]));
    const from = refused.sequence;
    const again = await this.#work(async (rows) => {
      const texts = await withdrawFrom(this.#core.worker.joined, this.#connection, from);
      this.#sender.dropEpoch();
      const outcomes: (Sealed | ExchangeError)[] = [];
      const lineages = texts.map((_, i) => takeLineage(rows, this.#connection, from + i));
      for (const [i, text] of texts.entries()) {
        const verdict = verdicts.get(from + i);
        if (peer === null || verdict !== undefined) outcomes.push(new SendRefusedError(verdict ?? "not-connected", ""));
        else if (text === undefined) outcomes.push(sealingError("KeyGone"));
        else outcomes.push(await this.#sealOr(rows, peer, text, lineages[i]!));
      }
      return outcomes;
    });
    this.#replaceFrom(from, again);
  }

  async #sealOr(
    rows: StoreTransaction, peer: Peer, text: OutgoingMessage, lineage: Uint8Array,
  ): Promise<Sealed | ExchangeError> {
    try {
      return await this.#sealWithin(rows, peer, text, lineage);
    } catch (error) {
      if (error instanceof ExchangeError && !(error instanceof DeviceStoreError)) return error;
      throw error;
    }
  }

  async #withdrawAll(reason: ExchangeError): Promise<void> {
    const refused = this.#firstRefused();
    if (refused === undefined) return;
    const from = refused.sequence;
    const outcomes = await this.#work(async (rows) => {
      const texts = await withdrawFrom(this.#core.worker.joined, this.#connection, from);
      this.#sender.dropEpoch();
      return texts.map((_, i) => {
        takeLineage(rows, this.#connection, from + i);
        return reason;
      });
    });
    this.#replaceFrom(from, outcomes);
  }

  /** In memory what is durable now: each message from a number on goes on in its new envelope, or is told why not. */
  #replaceFrom(from: number, outcomes: readonly (Sealed | ExchangeError)[]): void {
    const first = this.#pending.findIndex(({ item, sequence }) => !item.isEpoch && sequence >= from);
    // Epochs behind the first were withdrawn with their messages; one before it stays, and publishing it does no harm.
    const kept = this.#pending.slice(0, first);
    const messages = this.#pending.slice(first).filter(({ item }) => !item.isEpoch);
    this.#pending = kept;
    for (const [i, outcome] of outcomes.entries()) {
      const pending = messages[i]!;
      if (outcome instanceof ExchangeError) {
        pending.fail(outcome instanceof SendRefusedError
          ? new SendRefusedError(outcome.status, pending.envelopeId)
          : outcome);
        continue;
      }
      const { sealed, lineage } = outcome;
      if (sealed.epoch !== undefined) this.#pending.push(new PendingSend(sealed.epoch, nothing));
      pending.becomes(sealed.envelope, sealed, lineage);
      this.#pending.push(pending);
    }
    this.#next = 0;
  }

  #firstRefused(): PendingSend | undefined {
    return this.#pending.find(({ refused }) => refused !== null);
  }
}
