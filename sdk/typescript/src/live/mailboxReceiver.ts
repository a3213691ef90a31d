import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import type { Bytes32 } from "../cxe1/bytes/id.js";
import { DeliveredMessage } from "../cxe1/consent/deliveredMessage.js";
import { ConnectionReceiver } from "../cxe1/device/connectionReceiver.js";
import { acknowledgeMessage } from "../cxe1/device/inbox.js";
import { Nack } from "../cxe1/messages/nack.js";
import { concat, fromHex, toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { connectionBetween } from "../peers/connectionId.js";
import type { Peer } from "../peers/peerBook.js";
import { sealingCode } from "../peers/sealingErrors.js";
import type { StoreTransaction } from "../store/clientStore.js";
import { readNotice, readStub, type Notice } from "../wire/entries.js";
import type { DeliveryFrame } from "../wire/frames.js";
import type { AgentId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import { ClientTable, idKey, textKey } from "./clientTables.js";
import type { Mailbox } from "./mailbox.js";
import type { PeerOutbox } from "./peerOutbox.js";
import type { Session } from "./session.js";
import { DeliveryForm, joinHashes } from "./storedDelivery.js";

const maxBurst = 128;
const maxFetches = 4;
const nothing = new Uint8Array(0);

/** A delivery that cannot be taken up without the server: its keys or its epoch are fetched, then it is tried again. */
type Need = "peer" | "epoch";

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
 * Takes a socket's deliveries into the store, a burst in one transaction: message, chain, replay record and position together.
 * Only then does the application see them. What needs the server first (an epoch, keys) is fetched and tried again; what
 * cannot be opened is reported to its sender, so that it seals it once more.
 */
export class MailboxReceiver {
  readonly #core: ClientCore;
  readonly #mailbox: Mailbox;
  readonly #session: Session;
  readonly #outboxOf: (peer: Peer) => PeerOutbox;
  readonly #receiver: ConnectionReceiver;

  constructor(core: ClientCore, mailbox: Mailbox, session: Session, outboxOf: (peer: Peer) => PeerOutbox) {
    this.#core = core;
    this.#mailbox = mailbox;
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
    while (true) {
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
      const reason = fetches++ < maxFetches ? await this.#fetch(delivery, progress.need) : "unknown-epoch";
      if (reason !== null) {
        await this.#giveUp(delivery, reason);
        next++;
      }
    }
  }

  /** As far as it goes without the server, in one transaction. */
  async #store(burst: readonly DeliveryFrame[], from: number): Promise<Progress> {
    const kept: number[] = [];
    let position = this.#mailbox.position;
    const progress = await this.#core.worker.run(async (rows) => {
      for (let next = from; next < burst.length; next++) {
        const delivery = burst[next]!;
        if (delivery.sequence <= position) continue;
        if (delivery.sequence !== position + 1) throw new GapError(`The mailbox has a gap after ${position}.`);
        // A nack is answered by sealing again, which is a transaction of its own.
        const isNack = next > from && noticeIn(delivery)?.kind === "nack";
        const need = isNack ? null : await this.#storeOne(rows, delivery, kept);
        if (need !== null || isNack) return this.#stop(rows, next, need, position);
        position = delivery.sequence;
      }
      return this.#stop(rows, burst.length, null, position);
    });
    if (position !== this.#mailbox.position || kept.length > 0) await this.#mailbox.reached(position, kept);
    await this.#sendNacks();
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
    if (!parsed.ok) return this.#report(rows, delivery, "malformed-envelope", kept);
    const { envelope } = parsed.value;
    const sender = envelope.fields.senderAgent;
    const isOwn = sender === this.#core.profile.agent;
    const other = isOwn ? envelope.fields.recipientAgent : sender;
    if (connectionBetween(this.#core.profile.agent, other) !== delivery.connection)
      return this.#report(rows, delivery, "wrong-sender", kept);
    const peer = this.#core.book.find(other);
    if (peer === undefined) return "peer";
    const outcome = await this.#receiver.receive(peer.context, delivery.body);
    if (outcome.error === "UnknownEpoch") return "epoch";
    if (outcome.error !== "None") {
      await this.#keepNack(rows, peer, envelope.fields.epochHash, envelope.hash, outcome.error);
      return this.#report(rows, delivery, sealingCode(outcome.error), kept);
    }
    const { message } = outcome;
    if (outcome.isDuplicate || message === undefined) return null;
    if (this.#mailbox.isHandled(rows, delivery.connection, message.content.logicalId)) {
      // The same text under another envelope: the application has acted on it already.
      await acknowledgeMessage(this.#core.worker.joined, message.envelopeHash);
      return null;
    }
    return this.#keep(rows, delivery, DeliveryForm.message, fromHex(message.envelopeHash), kept);
  }

  async #storeStub(rows: StoreTransaction, delivery: DeliveryFrame, kept: number[]): Promise<Need | null> {
    const stub = readStub(delivery.body);
    if (stub === null) return this.#report(rows, delivery, "malformed-stub", kept);
    const peer = this.#core.book.findByConnection(delivery.connection);
    if (peer === undefined) return "peer";
    await this.#receiver.noteWithheld(
      peer.context, peer.info.peer, stub.device, stub.sequence, toHex(stub.envelopeHash));
    return this.#keep(rows, delivery, DeliveryForm.stub, delivery.body, kept);
  }

  #storeNotice(rows: StoreTransaction, delivery: DeliveryFrame, kept: number[]): null {
    const notice = readNotice(delivery.body);
    if (notice?.kind === "connection-changed" || notice?.kind === "peer-keys-changed" || notice?.kind === "suspended")
      this.#core.book.forgetConnection(notice.connection);
    return this.#keep(rows, delivery, DeliveryForm.notice, delivery.body, kept);
  }

  #keep(rows: StoreTransaction, delivery: DeliveryFrame, form: DeliveryForm, body: Uint8Array, kept: number[]): null {
    const { sequence, at, connection, tag } = delivery;
    this.#mailbox.keep(rows, sequence, { form, at, connection, tag: form === DeliveryForm.message ? tag : nothing, body });
    kept.push(sequence);
    return null;
  }

  #report(rows: StoreTransaction, delivery: DeliveryFrame, reason: string, kept: number[]): null {
    return this.#keep(rows, delivery, DeliveryForm.unreadable, textKey(reason), kept);
  }

  async #giveUp(delivery: DeliveryFrame, reason: string): Promise<void> {
    await this.#core.worker.run((rows) => {
      this.#report(rows, delivery, reason, []);
      this.#mailbox.advance(rows, delivery.sequence);
    });
    await this.#mailbox.reached(delivery.sequence, [delivery.sequence]);
    await this.#sendNacks();
  }

  /** Null when it is worth trying again, else why the entry cannot be opened. */
  async #fetch(delivery: DeliveryFrame, need: Need): Promise<string | null> {
    try {
      const agent = await this.#core.book.agentOf(delivery.connection);
      if (agent === null) return "not-connected";
      const peer = await this.#core.book.get(agent);
      return need === "epoch" ? await this.#fetchEpoch(delivery, peer) : null;
    } catch (error) {
      if (error instanceof ExchangeError && !error.retryable) return error.code;
      throw error;
    }
  }

  async #fetchEpoch(delivery: DeliveryFrame, peer: Peer): Promise<string | null> {
    const parsed = DeliveredMessage.parse(delivery.body);
    if (!parsed.ok) return "malformed-envelope";
    const { epochHash } = parsed.value.envelope.fields;
    const record = await this.#session.getEpoch(peer.info.peer, fromHex(epochHash));
    if (record === null) return "unknown-epoch";
    let error = await this.#accept(peer, record);
    if (error === "DirectoryStale" || error === "TermsUnknown" || error === "TermsMismatch" || error === "DeviceNotListed") {
      const fresh = await this.#core.book.refresh(peer.info.peer);
      error = await this.#accept(fresh, record);
    }
    if (error === "None") return null;
    const refused = error;
    await this.#core.worker.run((rows) => this.#keepNack(rows, peer, epochHash, undefined, refused));
    return sealingCode(error);
  }

  #accept(peer: Peer, record: Uint8Array): Promise<Cxe1Error> {
    return this.#core.worker.run(() => this.#receiver.acceptEpoch(peer.context, record, peer.own, peer.directory));
  }

  /** The peer could not read: what it means is sealed again. Whether the delivery was a nack that is settled now. */
  async #takeNack(delivery: DeliveryFrame): Promise<boolean> {
    const notice = noticeIn(delivery);
    if (notice?.kind !== "nack" || delivery.sequence !== this.#mailbox.position + 1) return false;
    const parsed = Nack.parse(notice.note);
    const agent = await this.#core.book.agentOf(notice.connection);
    if (!parsed.ok || agent === null) return false;
    try {
      return await this.#answerNack(delivery, parsed.value, agent);
    } catch (error) {
      // What cannot be answered is shown to the application as a notice.
      if (error instanceof ExchangeError && !error.retryable) return false;
      throw error;
    }
  }

  async #answerNack(delivery: DeliveryFrame, nack: Nack, agent: AgentId): Promise<boolean> {
    // The peer's keys are what the nack may be about.
    const peer = await this.#core.book.refresh(agent);
    const kept: number[] = [];
    await this.#outboxOf(peer).answerNack(peer, nack, (rows, undelivered) => {
      if (undelivered.length > 0) this.#keep(rows, delivery, DeliveryForm.undelivered, joinHashes(undelivered), kept);
      this.#mailbox.advance(rows, delivery.sequence);
    });
    await this.#mailbox.reached(delivery.sequence, kept);
    return true;
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

function noticeIn(delivery: DeliveryFrame): Notice | null {
  return delivery.kind === "notice" ? readNotice(delivery.body) : null;
}
