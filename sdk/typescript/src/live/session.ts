import { lostSocket, type SocketEnd } from "../wire/closeCodes.js";
import type {
  ChallengeFrame, ClientFrame, ConnectFrame, DeliveryFrame, EpochFrame, ReadyFrame, ReceiptFrame, ResultFrame,
  ServerFrame,
} from "../wire/frames.js";
import type { AgentId } from "../wire/id.js";
import type { Clock } from "./clock.js";
import { FrameSocket } from "./frameSocket.js";
import type { WebSocketFactory } from "./webSockets.js";

/** Deliveries that may wait for the store: a page cannot stop a socket from reading, only end it and resume later. */
const maxWaiting = 4_096;
const leastHeartbeat = 1_000;

/** The socket ended before the answer came; whether the call was carried out is not known. */
export class SessionLost extends Error {
  override readonly name = "SessionLost";

  constructor() {
    super("The socket ended before the answer came.");
  }
}

/** The socket ended during the handshake. */
export class SessionRefused extends Error {
  override readonly name = "SessionRefused";

  constructor(readonly end: SocketEnd) {
    super(end.reason);
  }
}

/** How a session is opened. */
export interface SessionOptions {
  /** The server's origin. */
  readonly server: string;
  readonly webSocket: WebSocketFactory;
  /** The last mailbox sequence that is stored here. */
  readonly resume: number;
  /** Told what peers have acknowledged, as a hint; without it the server is not asked to tell. */
  readonly onAcknowledged?: ((peer: AgentId, sequence: number) => void) | undefined;
  /** Signs the challenge. */
  prove(challenge: ChallengeFrame, resume: number): Promise<ConnectFrame>;
  readonly clock: Clock;
  /** Gives up the handshake; later it has no effect. */
  readonly signal: AbortSignal;
}

type Call = Exclude<ClientFrame, ConnectFrame>;
type Unnumbered<F> = F extends Call ? Omit<F, "ref"> : never;
type Answer = ReceiptFrame | ResultFrame | EpochFrame;

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * One socket from its handshake to its end: matches answers with calls, hands on deliveries in order, keeps the
 * heartbeat. It knows no keys beyond the proof and decides nothing about messages.
 */
export class Session {
  /** Completes when the socket is over, with why. */
  readonly ended: Promise<SocketEnd>;
  readonly #clock: Clock;
  readonly #onAcknowledged: SessionOptions["onAcknowledged"];
  readonly #pending = new Map<number, Pending>();
  readonly #stop = new AbortController();
  readonly #end: (end: SocketEnd) => void;
  #socket: FrameSocket | null = null;
  #ready: ReadyFrame | null = null;
  #handshake: ((frame: ServerFrame | SocketEnd) => void) | null = null;
  #early: ServerFrame[] = [];
  #deliveries: DeliveryFrame[] = [];
  #arrived: (() => void) | null = null;
  #wakes = false;
  #over: SocketEnd | null = null;
  #lastRef = 0;
  #heardAt = 0;

  private constructor({ clock, onAcknowledged }: SessionOptions) {
    this.#clock = clock;
    this.#onAcknowledged = onAcknowledged;
    let end: (end: SocketEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#end = end;
  }

  /**
   * Connects and proves this device.
   * @throws {SessionRefused} The server closed during the handshake.
   * @throws {SocketFailed} No socket could be opened.
   */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    const query = options.onAcknowledged === undefined ? "" : "?tell=acknowledged";
    const socket = await FrameSocket.open(options.server, query, options.webSocket, {
      frame: (frame) => session.#take(frame),
      ended: (end) => session.#ended(end),
    }, options.signal);
    session.#socket = socket;
    const give = (): void => socket.end("The server did not answer in time.");
    options.signal.addEventListener("abort", give, { once: true });
    try {
      const challenge = await session.#expect("challenge");
      socket.write(await options.prove(challenge, options.resume));
      session.#ready = await session.#expect("ready");
    } catch (error) {
      socket.end("The handshake failed.");
      throw options.signal.aborted && !(error instanceof SessionRefused && error.end.code !== null)
        ? options.signal.reason as Error
        : error;
    } finally {
      options.signal.removeEventListener("abort", give);
    }
    for (const frame of session.#early.splice(0)) session.#take(frame);
    void session.#beat();
    return session;
  }

  /** The server's greeting. */
  get ready(): ReadyFrame {
    return this.#ready!;
  }

  /** Whether calls can still be made. */
  get isOpen(): boolean {
    return this.#over === null;
  }

  /** The next deliveries, in the mailbox's order, waiting for the first; null when the socket is over. */
  async takeDeliveries(most: number): Promise<DeliveryFrame[] | null> {
    while (this.#deliveries.length === 0 && !this.#wakes) {
      if (this.#over !== null) return null;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    this.#wakes = false;
    return this.#deliveries.splice(0, most);
  }

  /** Lets `takeDeliveries` return, with what is there. */
  wakeReceiver(): void {
    this.#wakes = true;
    this.#arrived?.();
  }

  /** Sends a message; the answer is its receipt. Calls leave in their order. */
  send(lineage: Uint8Array, envelope: Uint8Array): Promise<ReceiptFrame> {
    return this.#call<ReceiptFrame>({ type: "send", lineage, envelope });
  }

  /** Publishes an epoch record. */
  publishEpoch(peer: AgentId, record: Uint8Array): Promise<ResultFrame> {
    return this.#call<ResultFrame>({ type: "publish-epoch", peer, record });
  }

  /** Asks for an epoch record; null where the server has none. */
  async getEpoch(peer: AgentId, hash: Uint8Array): Promise<Uint8Array | null> {
    const answer = await this.#call<EpochFrame | ResultFrame>({ type: "get-epoch", peer, hash });
    return answer.type === "epoch" && answer.record.length > 0 ? answer.record.slice() : null;
  }

  /** Moves this device's cursor; no answer. */
  acknowledge(sequence: number): void {
    this.#socket?.write({ type: "ack", ref: 0, sequence });
  }

  /** Ends the socket, as if it had broken: the client connects again. */
  abort(reason: string): void {
    this.#socket?.end(reason);
  }

  #call<A extends Answer>(frame: Unnumbered<Call>): Promise<A> {
    if (this.#over !== null) return Promise.reject(new SessionLost());
    do this.#lastRef = this.#lastRef === 0xffff_ffff ? 1 : this.#lastRef + 1;
    while (this.#pending.has(this.#lastRef));
    const ref = this.#lastRef;
    return new Promise<A>((resolve, reject) => {
      this.#pending.set(ref, { resolve: resolve as (answer: Answer) => void, reject });
      this.#socket!.write({ ...frame, ref } as ClientFrame);
    });
  }

  #expect<T extends "challenge" | "ready">(type: T): Promise<Extract<ServerFrame, { type: T }>> {
    return new Promise((resolve, reject) => {
      const take = (came: ServerFrame | SocketEnd): void => {
        this.#handshake = null;
        if (!("type" in came)) reject(new SessionRefused(came));
        else if (came.type === type) resolve(came as Extract<ServerFrame, { type: T }>);
        else reject(new SessionRefused(lostSocket(`The server sent ${came.type} instead of ${type}.`)));
      };
      const waiting = this.#early.shift();
      if (waiting !== undefined) take(waiting);
      else if (this.#over !== null) take(this.#over);
      else this.#handshake = take;
    });
  }

  #take(frame: ServerFrame): void {
    this.#heardAt = this.#clock.now();
    if (this.#ready === null) {
      // Byte strings of a frame are views of its socket message, which nobody changes.
      if (this.#handshake !== null) this.#handshake(frame);
      else this.#early.push(frame);
      return;
    }
    switch (frame.type) {
      case "delivery":
        this.#deliveries.push(frame);
        if (this.#deliveries.length > maxWaiting)
          this.abort("This device stores more slowly than the server delivers.");
        this.#wake();
        break;
      case "acknowledged":
        this.#onAcknowledged?.(frame.peer, frame.sequence);
        break;
      case "ping":
        this.#socket?.write({ type: "pong", ref: frame.ref, data: frame.data });
        break;
      case "receipt": case "result": case "epoch": {
        const pending = this.#pending.get(frame.ref);
        this.#pending.delete(frame.ref);
        pending?.resolve(frame);
        break;
      }
      case "challenge": case "ready":
        this.abort(`The server sent ${frame.type} in the middle of a session.`);
        break;
      case "pong": case "drain":
        // That a pong came is all there is to know, and the socket itself remembers a drain.
        break;
    }
  }

  #ended(end: SocketEnd): void {
    this.#over = end;
    this.#handshake?.(end);
    this.#stop.abort();
    for (const pending of this.#pending.values()) pending.reject(new SessionLost());
    this.#pending.clear();
    this.#wake();
    this.#end(end);
  }

  #wake(): void {
    this.#arrived?.();
    this.#arrived = null;
  }

  /** Pings after a heartbeat of silence and gives up after two. */
  async #beat(): Promise<void> {
    const heartbeat = Math.max(this.ready.heartbeat, leastHeartbeat);
    try {
      while (this.#over === null) {
        await this.#clock.sleep(heartbeat / 2, this.#stop.signal);
        const silence = this.#clock.now() - this.#heardAt;
        if (silence >= 2 * heartbeat) this.abort("The server stopped answering.");
        else if (silence >= heartbeat) this.#socket?.write({ type: "ping", ref: 0, data: new Uint8Array(0) });
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }
}
