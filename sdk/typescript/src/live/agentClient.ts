import type { OutgoingMessage } from "../cxe1/device/outgoingMessage.js";
import { pendingItems, settleItem } from "../cxe1/device/outbox.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { EnvelopeView } from "../cxe1/messages/envelopeView.js";
import { safetyNumber, safetyNumberCode, showSafetyNumber } from "../cxe1/owner/safetyNumber.js";
import { toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { PeerBook, type Peer } from "../peers/peerBook.js";
import { ExchangeApi } from "../rest/exchangeApi.js";
import type { ConnectionInfo, ReceiptInfo } from "../rest/models.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import type { AgentId, ConnectionId } from "../wire/id.js";
import type { AgentProfile } from "./agentProfile.js";
import { isAttackCode } from "./attacks.js";
import type { ClientCore } from "./clientCore.js";
import { behaviourOf, type ClientOptions } from "./clientOptions.js";
import { ConnectionGuard } from "./connectionGuard.js";
import { ConnectionLoop, type ClientStatus } from "./connectionLoop.js";
import { DeviceSessions } from "./deviceSessions.js";
import { DeviceWorker } from "./deviceWorker.js";
import { Enrolment } from "./enrolment.js";
import { readHistory, type HistoryMessage } from "./history.js";
import type { MailboxItem, ReceivedItem } from "./items.js";
import { Mailbox } from "./mailbox.js";
import { draftOf, lineageOf, type Message, type SendOptions } from "./messageDraft.js";
import { ParkedDeliveries } from "./parkedDeliveries.js";
import { PeerOutbox } from "./peerOutbox.js";
import type { PendingSend, PostedMessage, SendReceipt } from "./pendingSend.js";
import { Places } from "./places.js";
import { ClosedError } from "./sendErrors.js";
import type { Session } from "./session.js";
import { waitFor } from "./waitFor.js";

/**
 * One agent on one device, live: sends sealed messages, receives them, and stays connected. Sending completes when the
 * server has the message on disk; what was received is given again until it is acknowledged.
 */
export class AgentClient {
  /** Who speaks. */
  readonly profile: AgentProfile;
  readonly #core: ClientCore;
  readonly #enrolment: Enrolment;
  readonly #mailbox: Mailbox;
  readonly #parked: ParkedDeliveries;
  readonly #places: Places;
  readonly #outboxes = new Map<AgentId, PeerOutbox>();
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(status: ClientStatus) => void>();
  readonly #connected: Promise<void>;
  #tellConnected: () => void = () => undefined;
  #failConnected: (error: unknown) => void = () => undefined;
  readonly #loop: ConnectionLoop;
  #running: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #reason: ExchangeError | null = null;
  #headAtConnect = 0;
  #status: ClientStatus = { state: "disconnected", code: null, reason: "", retryIn: null };

  private constructor(profile: AgentProfile, options: ClientOptions) {
    const behaviour = behaviourOf(options);
    const { clock } = behaviour;
    const api = new ExchangeApi(profile.server, behaviour.fetch);
    const sessions = new DeviceSessions(api, profile, clock);
    this.profile = profile;
    const guard = new ConnectionGuard(profile.agent, () => sessions.asDevice(), behaviour.onSuspended);
    this.#core = {
      profile, sessions, clock, guard, options: behaviour,
      worker: new DeviceWorker(profile.store),
      book: new PeerBook(profile, () => sessions.asDevice(), clock, behaviour.onKeyRotated, guard),
      pause: (milliseconds) => clock.sleep(milliseconds, this.#stop.signal).catch(() => undefined),
      fail: (error) => void this.#end(error, null, error.message),
    };
    this.#enrolment = new Enrolment(profile, sessions, clock, behaviour.deviceName);
    this.#mailbox = new Mailbox(this.#core);
    this.#parked = new ParkedDeliveries(this.#core);
    this.#places = new Places(behaviour.maxInFlight);
    this.#loop = new ConnectionLoop(this.#core, this.#mailbox, this.#parked, this.#enrolment, {
      become: (status) => this.#become(status),
      attach: (session) => this.#attach(session),
      detach: () => this.#outboxes.forEach((outbox) => outbox.detach()),
      outboxOf: (peer) => this.#outboxOf(peer),
      end: (reason, code, text) => this.#end(reason, code, text),
    }, this.#stop.signal);
    this.#connected = new Promise((resolve, reject) => {
      this.#tellConnected = resolve;
      this.#failConnected = reject;
    });
    // Not everybody waits for the connection.
    this.#connected.catch(() => undefined);
  }

  /** Takes up a profile where its last run stopped. The client owns the profile's store from now on. */
  static async open(profile: AgentProfile, options: ClientOptions = {}): Promise<AgentClient> {
    const client = new AgentClient(profile, options);
    await client.#mailbox.restore();
    await client.#parked.restore();
    await client.#restoreOutboxes();
    return client;
  }

  /** Where the client stands. */
  get status(): ClientStatus {
    return this.#status;
  }

  /** Calls the listener at every change of `status`; the returned function stops that. */
  onStatus(listener: (status: ClientStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Connects and stays connected. Completes at the first connection; later ones are made by themselves.
   * @throws {ClosedError} The server refused for good, or the client was closed.
   */
  async connect(signal?: AbortSignal): Promise<void> {
    this.#refuseClosed();
    this.#running ??= this.#loop.run();
    await waitFor(this.#connected, signal);
  }

  /**
   * Seals and sends a message. Completes with the server's receipt: accepted or held, on its disk.
   * @param peer To whom; connected by an invite.
   * @param category What it is about; the contract decides what becomes of it.
   * @throws {SendRefusedError} The server finally refused it.
   * @throws {ExchangeError} It could not be sealed, the peer is not known for certain, or the store failed.
   */
  async send(
    peer: AgentId, category: string, message: Message | string, options: SendOptions = {},
  ): Promise<SendReceipt> {
    const pending = await this.#queue(peer, category, message, options, () => undefined);
    return waitFor(pending.receipt, options.signal);
  }

  /**
   * Seals a message and stores it in the outbox. Completes when that is durable here; the receipt comes later. Two
   * calls one after the other leave in that order.
   */
  async post(
    peer: AgentId, category: string, message: Message | string, options: SendOptions = {},
  ): Promise<PostedMessage> {
    const pending = await this.#queue(peer, category, message, options, () => undefined);
    return { message: pending.envelopeId, receipt: pending.receipt };
  }

  /**
   * Asks how this device's message with that number was settled, and whether the peer has acknowledged it by now.
   * @throws {ProblemError} `not-found`: the server keeps no such message any more.
   */
  async receipt(peer: AgentId, sequence: number): Promise<ReceiptInfo> {
    return (await this.#core.sessions.asDevice()).connections.receipt(this.profile.agent, peer, sequence);
  }

  /**
   * Sends a question and waits for the message that answers it, which is then not given by `receive`.
   * @param deadline Milliseconds to wait for the answer; the time to live is that at most.
   * @returns The answer, not acknowledged yet.
   * @throws {ExchangeError} `timeout`: no answer came in time; a later one comes by `receive`.
   */
  async ask(
    peer: AgentId, category: string, question: Message | string, deadline: number, options: SendOptions = {},
  ): Promise<ReceivedItem> {
    const message = typeof question === "string" ? { text: question } : question;
    const isText = message.kind === undefined || message.kind === "text";
    const query: Message = isText ? { ...message, kind: "query" } : message;
    const timeToLive = Math.min(options.timeToLive ?? Number.POSITIVE_INFINITY, Math.max(1, deadline / 1_000));
    const limit = new AbortController();
    const late = new ExchangeError("timeout", "No answer came in time.", { retryable: true });
    void this.#core.clock.sleep(deadline, limit.signal).then(() => limit.abort(late), () => undefined);
    const stops = [limit.signal, this.#stop.signal, ...(options.signal === undefined ? [] : [options.signal])];
    let answer: (item: ReceivedItem) => void = () => undefined;
    const answered = new Promise<ReceivedItem>((resolve) => {
      answer = resolve;
    });
    try {
      const signal = AbortSignal.any(stops);
      const pending = await this.#queue(peer, category, query, { ...options, timeToLive, signal }, (queued) => {
        this.#mailbox.awaitAnswerTo(queued.envelopeId, answer);
        queued.renamed = (from, to) => this.#mailbox.renameAwaited(from, to);
      });
      await waitFor(pending.receipt, signal);
      return await waitFor(answered, signal);
    } finally {
      this.#mailbox.stopAwaiting(answer);
      limit.abort();
    }
  }

  /**
   * Everything that is not acknowledged, then whatever arrives, in the mailbox's order. One enumeration at a time; a
   * new one starts again with what is not acknowledged. It ends with the client's closing, or by the signal's reason.
   */
  async *receive(signal?: AbortSignal): AsyncGenerator<MailboxItem, void, void> {
    const stop = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
    try {
      yield* this.#mailbox.read(true, stop);
    } catch (error) {
      if (!this.#stop.signal.aborted || signal?.aborted) throw error;
    }
  }

  /**
   * Everything that is not acknowledged of what the mailbox held when the client connected, and what has arrived since.
   */
  async receiveAvailable(signal?: AbortSignal): Promise<MailboxItem[]> {
    await this.connect(signal);
    await waitFor(this.#mailbox.whenReached(this.#headAtConnect), signal);
    await waitFor(this.#parked.whenTried(), signal);
    const items: MailboxItem[] = [];
    for await (const item of this.#mailbox.read(false, this.#stop.signal)) items.push(item);
    return items;
  }

  /**
   * Says that the application is done with an entry: its text is wiped, and it is never given again once this
   * completes.
   */
  async ack(item: MailboxItem): Promise<void> {
    await this.#mailbox.acknowledge(item);
    this.#loop.session?.acknowledge(this.#mailbox.acknowledged);
  }

  /** What this device can read of the time before it enrolled, by its owner's re-wraps. To be shown, never executed. */
  history(peer: AgentId): Promise<HistoryMessage[]> {
    return readHistory(this.#core, peer);
  }

  /** The agent's connections as the server tells them. Names are untrusted text. */
  async connections(): Promise<ConnectionInfo[]> {
    return (await this.#core.sessions.asDevice()).connections.list(this.profile.agent);
  }

  /** The number that both owners compare, its QR text, and whether the peer is pinned as the server shows it now. */
  async safetyNumber(peer: AgentId): Promise<{
    readonly number: string; readonly qrText: string; readonly isTrusted: boolean;
    /** When the peer's key was last replaced by one that the old key signed; null for never. Unix milliseconds. */
    readonly rotatedAt: number | null;
  }> {
    const { claimed, isTrusted } = await this.#core.book.claim(peer);
    const digits = safetyNumber(this.profile.identity, claimed);
    const rotatedAt = claimed.past?.at(-1)?.until ?? null;
    return { number: showSafetyNumber(digits), qrText: safetyNumberCode(digits), isTrusted, rotatedAt };
  }

  /**
   * Pins the peer as the server shows it now and takes up what it has sent meanwhile. Only after the owners have
   * compared safety numbers.
   * @returns The number that was trusted.
   */
  async trust(peer: AgentId): Promise<string> {
    const number = await this.#core.book.trust(peer);
    this.#core.guard.forget(peer);
    this.#parked.wake();
    return number;
  }

  /** The REST calls as this agent with this device. */
  api(): Promise<ExchangeApi> {
    return this.#core.sessions.asDevice();
  }

  /** Stops. What is sealed and not settled stays in the store and leaves at the next run. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = new ClosedError("closed", "The client was closed.");
    this.#reason ??= closed;
    this.#stop.abort(closed);
    this.#loop.session?.abort("The client was closed.");
    await this.#running;
    await this.#end(closed, null, "");
    await this.profile.store.close();
  }

  async #queue(
    to: AgentId, category: string, message: Message | string, options: SendOptions,
    queued: (pending: PendingSend) => void,
  ): Promise<PendingSend> {
    this.#refuseClosed();
    const draft = draftOf(category, typeof message === "string" ? { text: message } : message, options);
    const lineage = lineageOf(options.inReplyTo);
    await this.#places.take(options.whenFull ?? "wait", options.signal);
    let isQueued = false;
    try {
      const pending = await this.#seal(to, draft, lineage, queued);
      isQueued = true;
      pending.receipt.catch(() => undefined).finally(() => this.#places.free());
      return pending;
    } finally {
      if (!isQueued) this.#places.free();
    }
  }

  async #seal(
    to: AgentId, draft: OutgoingMessage, lineage: Uint8Array, queued: (pending: PendingSend) => void,
  ): Promise<PendingSend> {
    for (let attempt = 0; ; attempt++) {
      const peer = await this.#core.book.get(to);
      try {
        return await this.#outboxOf(peer).seal(peer, draft, lineage, queued);
      } catch (error) {
        // What reading keys and terms again does not mend was forged.
        const isForged = error instanceof ExchangeError && isAttackCode(error.code) && !staleCodes.has(error.code);
        if (isForged) await this.#core.guard.suspend(to, error.code);
        if (!(error instanceof ExchangeError) || attempt > 0) throw error;
        await this.#remedy(to, error);
      }
    }
  }

  /** Keys may be older here than at the server: they are read again once. */
  async #remedy(peer: AgentId, error: ExchangeError): Promise<void> {
    if (error.code === "own-certificate-invalid") await this.#enrolment.renew();
    else if (!staleCodes.has(error.code)) throw error;
    await this.#core.book.refresh(peer);
  }

  #outboxOf(peer: Peer): PeerOutbox {
    const known = this.#outboxes.get(peer.info.peer);
    if (known !== undefined) return known;
    this.#refuseClosed();
    return this.#addOutbox(peer.info.peer, peer.info.connection);
  }

  #addOutbox(peer: AgentId, connection: ConnectionId): PeerOutbox {
    const outbox = new PeerOutbox(this.#core, peer, connection);
    this.#outboxes.set(peer, outbox);
    if (this.#loop.session !== null) outbox.attach(this.#loop.session);
    return outbox;
  }

  /** What an earlier run sealed and nobody settled leaves first. */
  async #restoreOutboxes(): Promise<void> {
    const { store } = this.profile;
    const keys = await store.transact((rows) => rows.scan(DeviceTable.outbox, new Uint8Array(0)).map(({ key }) => key));
    for (const connection of new Set(keys.map((key) => toHex(key.subarray(0, 16))))) {
      const items = await pendingItems(store, connection, Number.POSITIVE_INFINITY);
      const envelopes = items.filter(({ isEpoch }) => !isEpoch).map(({ bytes }) => EnvelopeView.parse(bytes));
      const first = envelopes.find((one) => one.ok);
      if (first === undefined) {
        // Epochs alone serve nobody after a restart.
        for (const { position } of items) await settleItem(store, connection, position);
        continue;
      }
      const outbox = this.#addOutbox(first.value.fields.recipientAgent, connection);
      for (const pending of await outbox.restore()) void this.#report(pending);
    }
  }

  async #report(pending: PendingSend): Promise<void> {
    const { onSettled } = this.#core.options;
    try {
      onSettled(await pending.receipt, null);
    } catch (error) {
      if (error instanceof ExchangeError && !(error instanceof ClosedError)) onSettled(null, error);
    }
  }

  #attach(session: Session): void {
    this.#headAtConnect = session.ready.head;
    for (const outbox of this.#outboxes.values()) outbox.attach(session);
    this.#tellConnected();
  }

  #refuseClosed(): void {
    if (this.#reason !== null) throw this.#reason;
  }

  #become(status: ClientStatus): void {
    if (this.#status.state === "closed") return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  async #end(reason: ExchangeError, code: number | null, text: string): Promise<void> {
    this.#reason ??= reason;
    this.#become({ state: "closed", code, reason: text, retryIn: null });
    if (!this.#stop.signal.aborted) this.#stop.abort(reason);
    this.#loop.session?.abort(text);
    this.#failConnected(reason);
    this.#places.close(reason);
    for (const outbox of this.#outboxes.values()) {
      try {
        await outbox.close(reason);
      } catch (error) {
        // Its settled items leave once more at the next run, and are answered as duplicates.
        if (!(error instanceof DeviceStoreError)) throw error;
      }
    }
  }
}

/** What keys and terms that are read again may mend. */
const staleCodes: ReadonlySet<string> = new Set([
  "recipient-keys-expired", "directory-stale", "no-readers", "no-approver", "unknown-category", "not-allowed",
]);
