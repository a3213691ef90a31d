import type { WebSocketLike } from "../../src/live/webSockets.js";
import { readBinary, writeBinary, type ClientFrame, type ServerFrame } from "../../src/wire/index.js";

type Listener = (event: never) => void;

/** A WebSocket without a network: what the client sends is heard in a later turn, and the other way round. */
export class FakeSocket implements WebSocketLike {
  binaryType = "blob";
  readonly protocol = "cex.v1";
  /** Who proved itself. */
  agent = "";
  device = "";
  isOver = false;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #hear: (frame: ClientFrame) => void;

  constructor(hear: (frame: ClientFrame) => void) {
    this.#hear = hear;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...this.#listeners.get(type) ?? [], listener]);
  }

  send(data: Uint8Array): void {
    if (this.isOver) return;
    const message = data.slice();
    queueMicrotask(() => {
      for (const frame of readBinary(message, "client")) this.#hear(frame as ClientFrame);
    });
  }

  close(): void {
    this.end(1000);
  }

  /** The server takes the connection. */
  open(): void {
    this.#emit("open", {});
  }

  /** A frame of the server. */
  deliver(frame: ServerFrame): void {
    const bytes = writeBinary(frame);
    queueMicrotask(() => {
      if (!this.isOver) this.#emit("message", { data: bytes.buffer });
    });
  }

  /** The server closes, or the connection breaks (1006). */
  end(code: number, reason = ""): void {
    if (this.isOver) return;
    this.isOver = true;
    queueMicrotask(() => this.#emit("close", { code, reason }));
  }

  #emit(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}
