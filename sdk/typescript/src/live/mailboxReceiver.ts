import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import type { Bytes32 } from "../cxe1/bytes/id.js";
import { DeliveredMessage } from "../cxe1/consent/deliveredMessage.js";
import { ConnectionReceiver } from "../cxe1/device/connectionReceiver.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { acknowledgeMessage } from "../cxe1/device/inbox.js";
import { Nack } from "../cxe1/messages/nack.js";
import { concat, fromHex, toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { connectionBetween } from "../peers/connectionId.js";
import { namesOnlyKnown } from "../peers/keyHistory.js";
import type { Peer } from "../peers/peerBook.js";
import type { StoreTransaction } from "../store/clientStore.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import { readNotice, readStub, type Notice } from "../wire/entries.js";
import type { DeliveryFrame } from "../wire/frames.js";
import type { AgentId, ConnectionId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import { ClientTable, idKey, textKey } from "./clientTables.js";
import { detached, type Mailbox } from "./mailbox.js";
import type { ParkedDeliveries } from "./parkedDeliveries.js";
import type { PeerOutbox } from "./peerOutbox.js";
import {
  failureOf, foundIn, isGap, isReleased, noticeIn, refusalOf, staleErrors, waitsForTrust, type Failure,
} from "./receiverRules.js";
import type { Session } from "./session.js";
import { DeliveryForm, undeliveredBody } from "./storedDelivery.js";

const maxBurst = 128;
const maxFetches = 4;
const nothing = new Uint8Array(0);

/** A delivery that cannot be taken up without the server: its keys or its epoch are fetched, then it is tried again. */
type Need = "peer" | "epoch" | "release";

interface Progress {
  /** The place in the burst of the first delivery that is not stored. */
  readonly next: number;
  readonly need: Need | null;
}

/** A gap in the deliveries: the client connects again and resumes. */
export class GapError extends Error {
  override readonly name = "GapError";
}

/**
 * Takes a socket's deliveries into the store, a burst in one transaction: message, chain, replay record and position
 * together. Only then does the application see them. What needs the server first (an epoch, keys) is fetched and tried
 * again; what cannot be opened is reported to its sender, so that it seals it once more; what a peer sent whose
 * identity is not trusted waits until it is.
 */
export class MailboxReceiver {
  readonly #core: ClientCore;
  readonly #mailbox: Mailbox;
  readonly #parked: ParkedDeliveries;
  readonly #session: Session;
  readonly #outboxOf: (peer: Peer) => PeerOutbox;
  readonly #receiver: ConnectionReceiver;
  /** Asked for once: until something changes, whatever else comes from there waits too. */
  readonly #untrusted = new Set<ConnectionId>();
  /** What the work that runs now has found, told when it is durable. */
  #alarms: { readonly peer: AgentId; readonly reason: string }[] = [];

  constructor(
    core: ClientCore, mailbox: Mailbox, parked: ParkedDeliveries, session: Session,
    outboxOf: (peer: Peer) => PeerOutbox,
  ) {
    this.#core = core;
    this.#mailbox = mailbox;
    this.#parked = parked;
    this.#session = session;
    this.#outboxOf = outboxOf;
    this.#receiver = new ConnectionReceiver(core.worker.joined, core.profile.device, () => core.clock.now());
  }

  /**
   * Runs until the socket's deliveries end.
   * @throws {GapError | ExchangeError}
   */
  async run(): Promise<void> {
    await this.#sendNacks();
    this.#parked.wake();
    while (true) {
      if (this.#parked.takeWake()) await this.#releaseAll();
      this.#parked.onWake(() => this.#session.wakeReceiver());
      const burst = await this.#session.takeDeliveries(maxBurst);
      if (burst === null) return;
      await this.#take(burst);
    }
  }

  async #take(burst: readonly DeliveryFrame[]): Promise<void> {
    let next = 0;
    let fetches = 0;
    while (next < burst.length) {
      const nack = await this.#takeNack(burst[next]!);
      if (nack) {
        next++;
        continue;
      }
      const from = next;
      const progress = await this.#store(burst, from);
      fetches = progress.next === next ? fetches : 0;
      next = progress.next;
      if (progress.need === null) continue;
      const delivery = burst[next]!;
      if (progress.need === "release") {
        await this.#release(delivery.connection);
        continue;
      }
      const failure =
        fetches++ < maxFetches ? await this.#fetch(delivery, progress.need) : failureOf("unknown-epoch");
      if (failure === null) continue;
      if (waitsForTrust(failure)) {
        this.#untrusted.add(delivery.connection);
        continue;
      }
      await this.#giveUp(delivery, failure);
      next++;
    }
  }

  /** As far as it goes without the server, in one transaction. */
  async #store(burst: readonly DeliveryFrame[], from: number): Promise<Progress> {
    const kept: number[] = [];
    let position = this.#mailbox.position;
    const progress = await this.#core.worker.run(async (rows) => {
      this.#alarms = [];
      for (let next = from; next < burst.length; next++) {
        const delivery = burst[next]!;
        const isParked = isReleased(delivery);
        if (!isParked && delivery.sequence <= position) continue;
        if (!isParked && delivery.sequence !== position + 1)
          throw new GapError(`The mailbox has a gap after ${position}.`);
        const waits = this.#mustWait(delivery);
        if (waits && !this.#untrusted.has(delivery.connection)) return this.#stop(rows, next, "release", position);
        if (waits) {
          if (isParked) continue;
          this.#parked.park(rows, delivery);
          position = delivery.sequence;
          continue;
        }
        // A nack is answered by sealing again, which is a transaction of its own.
        const isNack = next > from && noticeIn(delivery)?.kind === "nack";
        const need = isNack ? null : await this.#storeOne(rows, delivery, kept);
        if (need !== null || isNack) return this.#stop(rows, next, need, position);
        if (isParked) this.#parked.remove(rows, delivery);
        else position = delivery.sequence;
      }
      return this.#stop(rows, burst.length, null, position);
    });
    await this.#told(position, kept);
    return progress;
  }

  #stop(rows: StoreTransaction, next: number, need: Need | null, position: number): Progress {
    if (position !== this.#mailbox.position) this.#mailbox.advance(rows, position);
    return { next, need };
  }

  #storeOne(rows: StoreTransaction, delivery: DeliveryFrame, kept: number[]): Promise<Need | null> | Need | null {
    switch (delivery.kind) {
      case "message": return this.#storeMessage(rows, delivery, kept);
      case "stub": return this.#storeStub(rows, delivery, kept);
      case "notice": return this.#storeNotice(rows, delivery, kept);
    }
  }

  async #storeMessage(rows: StoreTransaction, delivery: DeliveryFrame, kept: number[]): Promise<Need | null> {
    const parsed = DeliveredMessage.parse(delivery.body);
    if (!parsed.ok) return this.#report(rows, delivery, failureOf("malformed-envelope"), kept);
    const { envelope } = parsed.value;
    const sender = envelope.fields.senderAgent;
    const isOwn = sender === this.#core.profile.agent;
    const other = isOwn ? envelope.fields.recipientAgent : sender;
    if (connectionBetween(this.#core.profile.agent, other) !== delivery.connection) {
      const whose = this.#core.book.findByConnection(delivery.connection)?.info.peer;
      return this.#report(rows, delivery, foundIn("WrongSender"), kept, whose);
    }
    const peer = this.#core.book.find(other);
    if (peer === undefined) return "peer";
    const isFirst = rows.get(DeviceTable.lastReceived, idKey(delivery.connection)) === null;
    const outcome = await this.#receiver.receive(peer.context, delivery.body);
    if (outcome.error === "UnknownEpoch") return "epoch";
    if (outcome.error !== "None") {
      await this.#keepNack(rows, peer, envelope.fields.epochHash, envelope.hash, outcome.error);
      const failure = refusalOf(outcome.error, parsed.value, delivery, this.#core.clock.now());
      return this.#report(rows, delivery, failure, kept, peer.info.peer);
    }
    const { message } = outcome;
    if (outcome.isDuplicate || message === undefined) return null;
    if (this.#mailbox.isHandled(rows, delivery.connection, message.content.logicalId)) {
      // The same text under another envelope: the application has acted on it, or has it before it.
      await acknowledgeMessage(this.#core.worker.joined, message.envelopeHash);
      return null;
    }
    await this.#mailbox.keepHandled(delivery.connection, message.content.logicalId);
    const isAfterGap = !outcome.hasPredecessor && isGap(rows, envelope, this.#core.profile, isFirst);
    const form = isAfterGap ? DeliveryForm.messageAfterGap : DeliveryForm.message;
    return this.#keep(rows, delivery, form, fromHex(message.envelopeHash), kept);
  }

  async #storeStub(rows: StoreTransaction, delivery: DeliveryFrame, kept: number[]): Promise<Need | null> {
    const stub = readStub(delivery.body);
    if (stub === null) return this.#report(rows, delivery, failureOf("malformed-stub"), kept);
    const peer = this.#core.book.findByConnection(delivery.connection);
    if (peer === undefined) return "peer";
    const error = await this.#receiver.noteWithheld(
      peer.context, peer.info.peer, stub.device, stub.sequence, toHex(stub.envelopeHash));
    if (error !== "None") return this.#report(rows, delivery, foundIn(error), kept, peer.info.peer);
    return this.#keep(rows, delivery, DeliveryForm.stub, delivery.body, kept);
  }

  #storeNotice(rows: StoreTransaction, delivery: DeliveryFrame, kept: number[]): null {
    const notice = readNotice(delivery.body);
    if (notice?.kind === "connection-changed" || notice?.kind === "peer-keys-changed" || notice?.kind === "suspended")
      this.#reconsider(notice.connection);
    return this.#keep(rows, delivery, DeliveryForm.notice, delivery.body, kept);
  }

  #keep(rows: StoreTransaction, delivery: DeliveryFrame, form: DeliveryForm, body: Uint8Array, kept: number[]): null {
    const { sequence, at, connection, tag } = delivery;
    const isMessage = form === DeliveryForm.message || form === DeliveryForm.messageAfterGap;
    const kind = { form, tag: isMessage ? tag : nothing };
    this.#mailbox.keep(rows, sequence, { ...kind, at, connection, body });
    kept.push(sequence);
    return null;
  }

  /** @param peer Whose connection is stopped where the failure is an attack; absent where nobody can say. */
  #report(
    rows: StoreTransaction, delivery: DeliveryFrame, { code, isAttack }: Failure, kept: number[], peer?: AgentId,
  ): null {
    if (isAttack && peer !== undefined) this.#alarms.push({ peer, reason: code });
    const form = isAttack ? DeliveryForm.attack : DeliveryForm.unreadable;
    return this.#keep(rows, delivery, form, textKey(code), kept);
  }

  async #giveUp(delivery: DeliveryFrame, failure: Failure): Promise<void> {
    await this.#core.worker.run((rows) => {
      this.#alarms = [];
      this.#report(rows, delivery, failure, [], this.#core.book.findByConnection(delivery.connection)?.info.peer);
      this.#pass(rows, delivery);
    });
    await this.#passed(delivery, [delivery.sequence]);
  }

  /** An entry is dealt with, within the device's work. */
  #pass(rows: StoreTransaction, delivery: DeliveryFrame): void {
    if (isReleased(delivery)) this.#parked.remove(rows, delivery);
    else this.#mailbox.advance(rows, delivery.sequence);
  }

  #passed(delivery: DeliveryFrame, kept: readonly number[]): Promise<void> {
    return this.#told(isReleased(delivery) ? this.#mailbox.position : delivery.sequence, kept);
  }

  /** What was kept is durable. */
  async #told(position: number, kept: readonly number[]): Promise<void> {
    const ofMailbox = kept.filter((sequence) => sequence < detached);
    if (position !== this.#mailbox.position || ofMailbox.length > 0) await this.#mailbox.reached(position, ofMailbox);
    if (ofMailbox.length < kept.length) this.#mailbox.offerDetached();
    for (const { peer, reason } of this.#alarms.splice(0)) await this.#core.guard.suspend(peer, reason);
    await this.#sendNacks();
  }

  /** Whether an entry is taken up only after what came before it, or not at all yet. */
  #mustWait(delivery: DeliveryFrame): boolean {
    const { connection } = delivery;
    if (!this.#untrusted.has(connection) && (isReleased(delivery) || !this.#parked.has(connection))) return false;
    const kind = noticeIn(delivery)?.kind;
    return delivery.kind !== "notice" || kind === "nack" || kind === "sent-back";
  }

  async #releaseAll(): Promise<void> {
    this.#untrusted.clear();
    for (const connection of this.#parked.connections) await this.#release(connection);
    this.#parked.noteTried();
  }

  /** Takes up what waits on a connection, oldest first, as far as its peer is trusted now. */
  async #release(connection: ConnectionId): Promise<void> {
    while (!this.#untrusted.has(connection)) {
      const waiting = await this.#parked.oldest(connection, maxBurst);
      if (waiting.length === 0) return;
      await this.#take(waiting);
    }
  }

  /** Something about a connection has changed: whoever is behind it may be known now. */
  #reconsider(connection: ConnectionId): void {
    this.#core.book.forgetConnection(connection);
    if (this.#untrusted.delete(connection) && this.#parked.has(connection)) this.#parked.wake();
  }

  /** Null when it is worth trying again, else why the entry cannot be opened. */
  async #fetch(delivery: DeliveryFrame, need: Need): Promise<Failure | null> {
    try {
      const agent = await this.#core.book.agentOf(delivery.connection);
      if (agent === null) return failureOf("not-connected");
      const peer = await this.#core.book.get(agent);
      return need === "epoch" ? await this.#fetchEpoch(delivery, peer) : null;
    } catch (error) {
      if (error instanceof ExchangeError && !error.retryable) return failureOf(error.code);
      throw error;
    }
  }

  async #fetchEpoch(delivery: DeliveryFrame, peer: Peer): Promise<Failure | null> {
    const parsed = DeliveredMessage.parse(delivery.body);
    if (!parsed.ok) return failureOf("malformed-envelope");
    const { epochHash } = parsed.value.envelope.fields;
    const record = await this.#session.getEpoch(peer.info.peer, fromHex(epochHash));
    if (record === null) return failureOf("unknown-epoch");
    let error = await this.#accept(peer, record);
    if (staleErrors.has(error)) {
      const fresh = await this.#core.book.refresh(peer.info.peer);
      error = await this.#accept(fresh, record);
    }
    if (error === "None") return null;
    const refused = error;
    await this.#core.worker.run((rows) => this.#keepNack(rows, peer, epochHash, undefined, refused));
    return foundIn(error, error === "RosterNamesGhost" && await namesOnlyKnown(this.#core.profile.store, record));
  }

  #accept(peer: Peer, record: Uint8Array): Promise<Cxe1Error> {
    return this.#core.worker.run(() => this.#receiver.acceptEpoch(peer.context, record, peer.own, peer.directory));
  }

  /** The peer could not read: what it means is sealed again. Whether the delivery was a nack that is settled now. */
  async #takeNack(delivery: DeliveryFrame): Promise<boolean> {
    const notice = noticeIn(delivery);
    if (notice?.kind !== "nack" || this.#mustWait(delivery)) return false;
    if (!isReleased(delivery) && delivery.sequence !== this.#mailbox.position + 1) return false;
    const failure = await this.#answerNack(delivery, notice);
    if (failure !== null && waitsForTrust(failure)) {
      this.#untrusted.add(delivery.connection);
      return false;
    }
    if (failure !== null) await this.#giveUp(delivery, failure);
    return true;
  }

  /** Null when it is answered, else why it cannot be. */
  async #answerNack(delivery: DeliveryFrame, notice: Notice): Promise<Failure | null> {
    const parsed = Nack.parse(notice.note);
    if (!parsed.ok) return failureOf("malformed-nack");
    try {
      const agent = await this.#core.book.agentOf(notice.connection);
      if (agent === null) return failureOf("not-connected");
      // The peer's keys are what the nack may be about.
      const peer = await this.#core.book.refresh(agent);
      const kept: number[] = [];
      await this.#outboxOf(peer).answerNack(peer, parsed.value, (rows, reason, undelivered) => {
        if (reason !== null)
          this.#keep(rows, delivery, DeliveryForm.undelivered, undeliveredBody(reason, undelivered), kept);
        this.#pass(rows, delivery);
      });
      await this.#passed(delivery, kept);
      return null;
    } catch (error) {
      if (error instanceof ExchangeError && !error.retryable && !(error instanceof DeviceStoreError))
        return failureOf(error.code);
      throw error;
    }
  }

  /** Signs what to tell the sender, within the transaction that reports the message as unreadable. */
  async #keepNack(
    rows: StoreTransaction, peer: Peer, epochHash: Bytes32, envelopeHash: Bytes32 | undefined, error: Cxe1Error,
  ): Promise<void> {
    const nack = await this.#receiver.nackFor(peer.context, epochHash, envelopeHash, error);
    if (nack === undefined) return;
    rows.put(ClientTable.nacks, fromHex(nack.hash), concat(idKey(peer.info.peer), nack.bytes));
  }

  /** Sends what is signed and has not reached the server; what cannot be sent now goes at the next chance. */
  async #sendNacks(): Promise<void> {
    const { store, agent } = this.#core.profile;
    const waiting = await store.transact((rows) => rows.scan(ClientTable.nacks, nothing));
    for (const { key, value } of waiting) {
      try {
        const api = await this.#core.sessions.asDevice();
        await api.connections.nack(agent, toHex(value.subarray(0, 16)), value.subarray(16));
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        if (error.retryable) return;
      }
      await store.transact((rows) => rows.delete(ClientTable.nacks, key));
    }
  }
}
