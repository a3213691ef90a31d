import { ExchangeError } from "../errors.js";
import type { Peer } from "../peers/peerBook.js";
import { ProblemError } from "../rest/errors.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import { lostSocket, type SocketEnd } from "../wire/closeCodes.js";
import type { ChallengeFrame, ConnectFrame } from "../wire/frames.js";
import type { ClientCore } from "./clientCore.js";
import type { Enrolment } from "./enrolment.js";
import { SocketFailed } from "./frameSocket.js";
import type { Mailbox } from "./mailbox.js";
import { GapError, MailboxReceiver } from "./mailboxReceiver.js";
import type { ParkedDeliveries } from "./parkedDeliveries.js";
import type { PeerOutbox } from "./peerOutbox.js";
import { prove } from "./proofs.js";
import { reconnectDelay } from "./reconnect.js";
import { ClosedError } from "./sendErrors.js";
import { Session, SessionRefused } from "./session.js";

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

/** What the loop tells its client. */
export interface ConnectionHooks {
  become(status: ClientStatus): void;
  /** A socket is ready: what is unsettled leaves on it. */
  attach(session: Session): void;
  detach(): void;
  outboxOf(peer: Peer): PeerOutbox;
  /** The end for good. */
  end(reason: ExchangeError, code: number | null, text: string): Promise<void>;
}

const briefSession = 5_000;
const renewalInterval = 60 * 60 * 1_000;
const proofLife = 50_000;

/** Connects, serves the session that comes of it, and connects again until the end for good. */
export class ConnectionLoop {
  readonly #core: ClientCore;
  readonly #mailbox: Mailbox;
  readonly #parked: ParkedDeliveries;
  readonly #enrolment: Enrolment;
  readonly #hooks: ConnectionHooks;
  readonly #stop: AbortSignal;
  #session: Session | null = null;
  #hasServed = false;

  constructor(
    core: ClientCore, mailbox: Mailbox, parked: ParkedDeliveries, enrolment: Enrolment, hooks: ConnectionHooks,
    stop: AbortSignal,
  ) {
    this.#core = core;
    this.#mailbox = mailbox;
    this.#parked = parked;
    this.#enrolment = enrolment;
    this.#hooks = hooks;
    this.#stop = stop;
  }

  /** The session that serves now; null between two. */
  get session(): Session | null {
    return this.#session;
  }

  /** Runs until the end for good, which it tells; never rejects. */
  async run(): Promise<void> {
    let attempt = 0;
    try {
      while (!this.#stop.aborted) {
        const began = this.#core.clock.now();
        this.#hasServed = false;
        const end = await this.#serveOnce();
        if (this.#stop.aborted) return;
        if (end.terminal) {
          await this.#hooks.end(ClosedError.of(end), end.code, end.reason);
          return;
        }
        // A session that ends at once is no success: the delays go on doubling.
        attempt = this.#hasServed && this.#core.clock.now() - began >= briefSession ? 0 : attempt + 1;
        const retryIn = reconnectDelay(this.#core.options, Math.max(0, attempt - 1), end);
        this.#hooks.become({ state: "disconnected", code: end.code, reason: end.reason, retryIn });
        await this.#core.pause(retryIn);
      }
    } catch (error) {
      const reason = error instanceof ExchangeError
        ? error
        : new ExchangeError("failed", `The client failed: ${String(error)}`, { cause: error });
      await this.#hooks.end(reason, null, reason.message);
    }
  }

  /** One attempt to connect, and the session that comes of it, until its end. Failures of the store are thrown. */
  async #serveOnce(): Promise<SocketEnd> {
    this.#hooks.become({ state: "connecting", code: null, reason: "", retryIn: null });
    const limit = new AbortController();
    const stopped = (): void => limit.abort(this.#stop.reason);
    this.#stop.addEventListener("abort", stopped);
    const timer = new AbortController();
    const slow = new SocketFailed("The server did not answer in time.");
    void this.#core.clock.sleep(this.#core.options.connectTimeout, timer.signal)
      .then(() => limit.abort(slow), () => undefined);
    let session: Session;
    try {
      await this.#enrolment.renew();
      session = await Session.open({
        server: this.#core.profile.server, webSocket: this.#core.options.webSocket, resume: this.#mailbox.position,
        onAcknowledged: this.#core.options.onAcknowledged, clock: this.#core.clock, signal: limit.signal,
        prove: (challenge, resume) => this.#prove(challenge, resume),
      });
    } catch (error) {
      return this.#endOf(error);
    } finally {
      timer.abort();
      this.#stop.removeEventListener("abort", stopped);
    }
    return this.#serve(session);
  }

  /** Why a connection was not made. */
  #endOf(error: unknown): SocketEnd {
    if (error instanceof SessionRefused) return error.end;
    if (error instanceof SocketFailed || error === this.#stop.reason) return lostSocket((error as Error).message);
    if (error instanceof ProblemError) {
      const { message: reason, retryable, retryAfter } = error;
      return { code: null, name: null, reason, terminal: !retryable, retryAfter };
    }
    if (error instanceof ExchangeError && !(error instanceof DeviceStoreError) && error.retryable)
      return lostSocket(error.message);
    throw error;
  }

  async #prove(challenge: ChallengeFrame, resume: number): Promise<ConnectFrame> {
    const { device, server } = this.#core.profile;
    const expiry = challenge.time + proofLife;
    const signature = await prove(device.dsk, server, device.agent, device.device, challenge.nonce, expiry);
    return { type: "connect", ref: 1, agent: device.agent, device: device.device, expiry, resume, signature };
  }

  async #serve(session: Session): Promise<SocketEnd> {
    if (this.#stop.aborted) {
      session.abort("The client was closed.");
      return session.ended;
    }
    const { ready } = session;
    if (!ready.recovered || ready.from !== this.#mailbox.position + 1) {
      this.#core.options.onGap({ lastSeen: this.#mailbox.position, continuesAt: ready.from });
      await this.#mailbox.restart(ready.from - 1);
    }
    this.#session = session;
    const receiving = this.#receiveFrom(session);
    const renewal = new AbortController();
    const renewing = this.#renewHourly(renewal.signal);
    this.#hooks.attach(session);
    if (this.#mailbox.acknowledged > ready.acknowledged) session.acknowledge(this.#mailbox.acknowledged);
    this.#hasServed = true;
    this.#hooks.become({ state: "connected", code: null, reason: "", retryIn: null });
    const end = await session.ended;
    this.#session = null;
    this.#hooks.detach();
    renewal.abort();
    await renewing;
    return await receiving ?? end;
  }

  /** Null when the deliveries ended with their socket; otherwise why they were given up. */
  async #receiveFrom(session: Session): Promise<SocketEnd | null> {
    try {
      await new MailboxReceiver(
        this.#core, this.#mailbox, this.#parked, session, (peer) => this.#hooks.outboxOf(peer)).run();
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
}
