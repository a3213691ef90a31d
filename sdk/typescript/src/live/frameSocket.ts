import { readBinary, writeBinary } from "../wire/binary.js";
import { lostSocket, socketEnd, type SocketEnd } from "../wire/closeCodes.js";
import { FrameError, type ClientFrame, type ServerFrame } from "../wire/frames.js";
import { maxSocketMessage } from "../wire/limits.js";
import type { WebSocketFactory, WebSocketLike } from "./webSockets.js";

const subprotocol = "cex.v1";

/** Who hears what comes off a socket. */
export interface FrameListener {
  /** One frame, in order. */
  frame(frame: ServerFrame): void;
  /** The socket is over, called once. */
  ended(end: SocketEnd): void;
}

/**
 * A WebSocket that speaks `cex.v1`. Frames written in one turn travel together in one socket message. Writing never
 * waits: what is under way is bounded by whoever writes.
 */
export class FrameSocket {
  readonly #socket: WebSocketLike;
  readonly #listener: FrameListener;
  #written: Uint8Array[] = [];
  #isOver = false;
  #drainDelay: number | null = null;

  private constructor(socket: WebSocketLike, listener: FrameListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.addEventListener("message", ({ data }) => this.#take(data));
    socket.addEventListener("close", ({ code, reason }) => this.#end(socketEnd(code, reason, this.#drainDelay)));
  }

  /**
   * Connects. What comes before the promise settles is heard too.
   * @param query What the socket is opened with: nothing, or a question mark and parameters.
   * @throws {SocketFailed} Nobody answers, or not with this protocol.
   */
  static async open(
    server: string, query: string, create: WebSocketFactory, listener: FrameListener, signal: AbortSignal,
  ): Promise<FrameSocket> {
    signal.throwIfAborted();
    const address = `${server.replace(/^http/, "ws")}/v1/connect${query}`;
    const socket = await create(address, subprotocol);
    socket.binaryType = "arraybuffer";
    const frames = new FrameSocket(socket, listener);
    await new Promise<void>((resolve, reject) => {
      const give = (): void => {
        frames.end("The wait was cancelled.");
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", give, { once: true });
      socket.addEventListener("open", () => {
        signal.removeEventListener("abort", give);
        resolve();
      });
      // Why a socket did not open is hidden from pages; the close event that follows ends it.
      socket.addEventListener("error", () => undefined);
      socket.addEventListener("close", () => {
        signal.removeEventListener("abort", give);
        reject(new SocketFailed("No WebSocket could be opened."));
      });
      if (signal.aborted) give();
    });
    if (socket.protocol !== subprotocol) {
      frames.end("The server does not speak cex.v1.");
      throw new SocketFailed("The server does not speak cex.v1.");
    }
    return frames;
  }

  /** Puts a frame behind the ones before it. Nothing happens when the socket is over. */
  write(frame: ClientFrame): void {
    if (this.#isOver) return;
    if (this.#written.length === 0) queueMicrotask(() => this.#flush());
    this.#written.push(writeBinary(frame));
  }

  /** Ends the socket from this side, as if it had broken. */
  end(reason: string): void {
    if (this.#isOver) return;
    this.#flush();
    this.#end(lostSocket(reason));
    this.#socket.close(1000);
  }

  #flush(): void {
    const written = this.#written;
    this.#written = [];
    if (this.#isOver) return;
    let from = 0;
    while (from < written.length) {
      let size = written[from]!.length;
      let to = from + 1;
      while (to < written.length && size + written[to]!.length <= maxSocketMessage) size += written[to++]!.length;
      const message = new Uint8Array(size);
      let at = 0;
      for (const frame of written.slice(from, to)) {
        message.set(frame, at);
        at += frame.length;
      }
      this.#socket.send(message);
      from = to;
    }
  }

  #take(data: unknown): void {
    if (this.#isOver) return;
    try {
      if (!(data instanceof ArrayBuffer)) throw new FrameError("not-json");
      for (const frame of readBinary(new Uint8Array(data), "server")) {
        if (frame.type === "drain") this.#drainDelay = frame.retryAfter;
        this.#listener.frame(frame as ServerFrame);
        if (this.#isOver) return;
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.end(`The server sent what is no frame (${error.code}).`);
    }
  }

  #end(end: SocketEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#written = [];
    this.#listener.ended(end);
  }
}

/** A socket could not be opened; trying again may help. */
export class SocketFailed extends Error {
  override readonly name = "SocketFailed";
}
