import type { OutgoingMessage } from "../cxe1/device/outgoingMessage.js";
import { pendingItems, settleItem } from "../cxe1/device/outbox.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { EnvelopeView } from "../cxe1/messages/envelopeView.js";
import { safetyNumber, safetyNumberCode, showSafetyNumber } from "../cxe1/owner/safetyNumber.js";
import { toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { PeerBook, type Peer } from "../peers/peerBook.js";
import { ProblemError } from "../rest/errors.js";
import { ExchangeApi } from "../rest/exchangeApi.js";
import type { ConnectionInfo } from "../rest/models.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import { lostSocket, type SocketEnd } from "../wire/closeCodes.js";
import type { ChallengeFrame, ConnectFrame } from "../wire/frames.js";
import type { AgentId, ConnectionId, EnvelopeId } from "../wire/id.js";
import type { AgentProfile } from "./agentProfile.js";
import type { ClientCore } from "./clientCore.js";
import { behaviourOf, type ClientOptions } from "./clientOptions.js";
import { DeviceSessions } from "./deviceSessions.js";
import { DeviceWorker } from "./deviceWorker.js";
import { Enrolment } from "./enrolment.js";
import type { MailboxItem, ReceivedItem } from "./items.js";
import { Mailbox } from "./mailbox.js";
import { GapError, MailboxReceiver } from "./mailboxReceiver.js";
import { draftOf, lineageOf, type Message, type SendOptions } from "./messageDraft.js";
import { PeerOutbox, type PendingSend, type SendReceipt } from "./peerOutbox.js";
import { Places } from "./places.js";
import { prove } from "./proofs.js";
import { reconnectDelay } from "./reconnect.js";
import { ClosedError } from "./sendErrors.js";
import { Session, SessionRefused } from "./session.js";
import { SocketFailed } from "./frameSocket.js";

/** Where a client stands towards its server; `closed` is for good. */
export type ClientState = "disconnected" | "connecting" | "connected" | "closed";

/** A client's state and how it came to it. */
export interface ClientStatus {
  readonly state: ClientState;
  /** The server's close code; null where it gave none. */
  readonly code: number | null;
  /** One sentence for people; empty while all is well. */
  readonly reason: string;
  /** With `disconnected`: milliseconds until it tries again by itself; null otherwise. */
  readonly retryIn: number | null;
}

/** A message that is on its way. */
export interface PostedMessage {
  /** The envelope's id. */
  readonly message: EnvelopeId;
  /** Completes with the server's receipt, or fails as `send` does. */
  readonly receipt: Promise<SendReceipt>;
}

const briefSession = 5_000;
const renewalInterval = 60 * 60 * 1_000;
const proofLife = 50_000;

/**
 * One agent on one device, live: sends sealed messages, receives them, and stays connected. Sending completes when the server
 * has the message on disk; what was received is given again until it is acknowledged.
 */
export class AgentClient {
  /** Who speaks. */
  readonly profile: AgentProfile;
  readonly #core: ClientCore;
  readonly #enrolment: Enrolment;
  readonly #mailbox: Mailbox;
  readonly #places: Places;
  readonly #outboxes = new Map<AgentId, PeerOutbox>();
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(status: ClientStatus) => void>();
  readonly #connected: Promise<void>;
  #tellConnected: () => void = () => undefined;
  #failConnected: (error: unknown) => void = () => undefined;
  #loop: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #session: Session | null = null;
  #headAtConnect = 0;
  #status: ClientStatus = { state: "disconnected", code: null, reason: "", retryIn: null };

  private constructor(profile: AgentProfile, options: ClientOptions) {
    const behaviour = behaviourOf(options);
    const { clock } = behaviour;
    const api = new ExchangeApi(profile.server, behaviour.fetch);
    const sessions = new DeviceSessions(api, profile, clock);
    this.profile = profile;
    this.#core = {
      profile, sessions, clock, options: behaviour,
      worker: new DeviceWorker(profile.store),
      book: new PeerBook(profile, () => sessions.asDevice(), clock),
      pause: (milliseconds) => clock.sleep(milliseconds, this.#stop.signal).catch(() => undefined),
      fail: (error) => void this.#end(error, null, error.message),
    };
    this.#enrolment = new Enrolment(profile, sessions, clock, behaviour.deviceName);
    this.#mailbox = new Mailbox(this.#core);
    this.#places = new Places(behaviour.maxInFlight);
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
    this.#loop ??= this.#run();
    await waitFor(this.#connected, signal);
  }

  /**
   * Seals and sends a message. Completes with the server's receipt: accepted or held, on its disk.
   * @param peer To whom; connected by an invite.
   * @param category What it is about; the contract decides what becomes of it.
   * @throws {SendRefusedError} The server finally refused it.
   * @throws {ExchangeError} It could not be sealed, the peer is not known for certain, or the store failed.
   */
  async send(peer: AgentId, category: string, message: Message | string, options: SendOptions = {}): Promise<SendReceipt> {
    const pending = await this.#queue(peer, category, message, options, () => undefined);
    return waitFor(pending.receipt, options.signal);
  }

  /**
   * Seals a message and stores it in the outbox. Completes when that is durable here; the receipt comes later. Two calls one
   * after the other leave in that order.
   */
  async post(peer: AgentId, category: string, message: Message | string, options: SendOptions = {}): Promise<PostedMessage> {
    const pending = await this.#queue(peer, category, message, options, () => undefined);
    return { message: pending.envelopeId, receipt: pending.receipt };
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
    const query: Message = message.kind === undefined || message.kind === "text" ? { ...message, kind: "query" } : message;
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
   * Everything that is not acknowledged, then whatever arrives, in the mailbox's order. One enumeration at a time; a new one
   * starts again with what is not acknowledged. It ends with the client's closing, or by the signal's reason.
   */
  async *receive(signal?: AbortSignal): AsyncGenerator<MailboxItem, void, void> {
    const stop = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
    try {
      yield* this.#mailbox.read(true, stop);
    } catch (error) {
      if (!this.#stop.signal.aborted || signal?.aborted) throw error;
    }
  }

  /** Everything that is not acknowledged of what the mailbox held when the client connected, and what has arrived since. */
  async receiveAvailable(signal?: AbortSignal): Promise<MailboxItem[]> {
    await this.connect(signal);
    await waitFor(this.#mailbox.whenReached(this.#headAtConnect), signal);
    const items: MailboxItem[] = [];
    for await (const item of this.#mailbox.read(false, this.#stop.signal)) items.push(item);
    return items;
  }

  /** Says that the application is done with an entry: its text is wiped, and it is never given again once this completes. */
  async ack(item: MailboxItem): Promise<void> {
    await this.#mailbox.acknowledge(item);
    this.#session?.acknowledge(this.#mailbox.acknowledged);
  }

  /** The agent's connections as the server tells them. Names are untrusted text. */
  async connections(): Promise<ConnectionInfo[]> {
    return (await this.#core.sessions.asDevice()).connections.list(this.profile.agent);
  }

  /** The number that both owners compare, its QR text, and whether the peer is pinned as the server shows it now. */
  async safetyNumber(peer: AgentId): Promise<{ readonly number: string; readonly qrText: string; readonly isTrusted: boolean }> {
    const { claimed, isTrusted } = await this.#core.book.claim(peer);
    const digits = safetyNumber(this.profile.identity, claimed);
    return { number: showSafetyNumber(digits), qrText: safetyNumberCode(digits), isTrusted };
  }

  /**
   * Pins the peer as the server shows it now. Only after the owners have compared safety numbers.
   * @returns The number that was trusted.
   */
  trust(peer: AgentId): Promise<string> {
    return this.#core.book.trust(peer);
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
    this.#stop.abort(new ClosedError("closed", "The client was closed."));
    this.#session?.abort("The client was closed.");
    await this.#loop;
    await this.#end(new ClosedError("closed", "The client was closed."), null, "");
    await this.profile.store.close();
  }

  async #queue(
    to: AgentId, category: string, message: Message | string, options: SendOptions, queued: (pending: PendingSend) => void,
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
        if (!(error instanceof ExchangeError) || attempt > 0) throw error;
        await this.#remedy(to, error);
      }
    }
  }

  /** Keys may be older here than at the server: they are read again once. */
  async #remedy(peer: AgentId, error: ExchangeError): Promise<void> {
    if (error.code === "own-certificate-invalid") await this.#enrolment.renew();
    else if (!["recipient-keys-expired", "directory-stale", "no-readers", "no-viewer", "not-allowed"].includes(error.code))
      throw error;
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
    if (this.#session !== null) outbox.attach(this.#session);
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

  async #run(): Promise<void> {
    let attempt = 0;
    try {
      while (!this.#stop.signal.aborted) {
        const began = this.#core.clock.now();
        const end = await this.#serveOnce();
        if (this.#stop.signal.aborted) return;
        if (end.terminal) {
          await this.#end(ClosedError.of(end), end.code, end.reason);
          return;
        }
        // A session that ends at once is no success: the delays go on doubling.
        attempt = this.#status.state === "connected" && this.#core.clock.now() - began >= briefSession ? 0 : attempt + 1;
        const retryIn = reconnectDelay(this.#core.options, Math.max(0, attempt - 1), end);
        this.#become({ state: "disconnected", code: end.code, reason: end.reason, retryIn });
        await this.#core.pause(retryIn);
      }
    } catch (error) {
      const reason = error instanceof ExchangeError
        ? error
        : new ExchangeError("failed", `The client failed: ${String(error)}`, { cause: error });
      await this.#end(reason, null, reason.message);
    }
  }

  /** One attempt to connect, and the session that comes of it, until its end. Failures of the store are thrown. */
  async #serveOnce(): Promise<SocketEnd> {
    this.#become({ state: "connecting", code: null, reason: "", retryIn: null });
    const limit = new AbortController();
    const stopped = (): void => limit.abort(this.#stop.signal.reason);
    this.#stop.signal.addEventListener("abort", stopped);
    const timer = new AbortController();
    const slow = new SocketFailed("The server did not answer in time.");
    void this.#core.clock.sleep(this.#core.options.connectTimeout, timer.signal).then(() => limit.abort(slow), () => undefined);
    let session: Session;
    try {
      await this.#enrolment.renew();
      session = await Session.open({
        server: this.profile.server, webSocket: this.#core.options.webSocket, resume: this.#mailbox.position,
        prove: (challenge, resume) => this.#prove(challenge, resume), clock: this.#core.clock, signal: limit.signal,
      });
    } catch (error) {
      return this.#endOf(error);
    } finally {
      timer.abort();
      this.#stop.signal.removeEventListener("abort", stopped);
    }
    return this.#serve(session);
  }

  /** Why a connection was not made. */
  #endOf(error: unknown): SocketEnd {
    if (error instanceof SessionRefused) return error.end;
    if (error instanceof SocketFailed || error === this.#stop.signal.reason) return lostSocket((error as Error).message);
    if (error instanceof ProblemError) {
      return { code: null, name: null, reason: error.message, terminal: !error.retryable, retryAfter: error.retryAfter };
    }
    if (error instanceof ExchangeError && !(error instanceof DeviceStoreError) && error.retryable)
      return lostSocket(error.message);
    throw error;
  }

  async #prove(challenge: ChallengeFrame, resume: number): Promise<ConnectFrame> {
    const { device, server } = this.profile;
    const expiry = challenge.time + proofLife;
    const signature = await prove(device.dsk, server, device.agent, device.device, challenge.nonce, expiry);
    return { type: "connect", ref: 1, agent: device.agent, device: device.device, expiry, resume, signature };
  }

  async #serve(session: Session): Promise<SocketEnd> {
    if (this.#stop.signal.aborted) {
      session.abort("The client was closed.");
      return session.ended;
    }
    const { ready } = session;
    if (!ready.recovered || ready.from !== this.#mailbox.position + 1) {
      this.#core.options.onGap({ lastSeen: this.#mailbox.position, continuesAt: ready.from });
      await this.#mailbox.restart(ready.from - 1);
    }
    this.#headAtConnect = ready.head;
    this.#session = session;
    const receiving = this.#receiveFrom(session);
    const renewal = new AbortController();
    const renewing = this.#renewHourly(renewal.signal);
    for (const outbox of this.#outboxes.values()) outbox.attach(session);
    if (this.#mailbox.acknowledged > ready.acknowledged) session.acknowledge(this.#mailbox.acknowledged);
    this.#become({ state: "connected", code: null, reason: "", retryIn: null });
    this.#tellConnected();
    const end = await session.ended;
    this.#session = null;
    for (const outbox of this.#outboxes.values()) outbox.detach();
    renewal.abort();
    await renewing;
    return await receiving ?? end;
  }

  /** Null when the deliveries ended with their socket; otherwise why they were given up. */
  async #receiveFrom(session: Session): Promise<SocketEnd | null> {
    try {
      await new MailboxReceiver(this.#core, this.#mailbox, session, (peer) => this.#outboxOf(peer)).run();
      return null;
    } catch (error) {
      const isOver = !session.isOpen;
      session.abort("Receiving stopped.");
      if (error instanceof DeviceStoreError) throw error;
      if (error instanceof GapError || error instanceof ExchangeError) return isOver ? null : lostSocket(error.message);
      if (isOver && error instanceof Error && error.name === "SessionLost") return null;
      throw error;
    }
  }

  /** A connection may last for weeks; keys and certificates do not. */
  async #renewHourly(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#core.clock.sleep(renewalInterval, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#enrolment.renew();
      } catch (error) {
        // Everything is renewed days before its end: the next hour tries again, and so does a reconnect.
        if (!(error instanceof ExchangeError) || error instanceof DeviceStoreError) throw error;
      }
    }
  }

  #refuseClosed(): void {
    if (this.#stop.signal.aborted || this.#status.state === "closed")
      throw new ClosedError("closed", "The client is closed.");
  }

  #become(status: ClientStatus): void {
    if (this.#status.state === "closed") return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  async #end(reason: ExchangeError, code: number | null, text: string): Promise<void> {
    this.#become({ state: "closed", code, reason: text, retryIn: null });
    if (!this.#stop.signal.aborted) this.#stop.abort(reason);
    this.#session?.abort(text);
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

/** The promise's outcome, or the signal's reason if that comes first. */
function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
