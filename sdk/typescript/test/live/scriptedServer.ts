import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { readBinary, writeBinary, type ClientFrame, type ServerFrame } from "../../src/wire/index.js";

/** One socket of the scripted server: what the client sent, in order, and a way to answer. */
export class ServerSocket {
  readonly closed: Promise<void>;
  /** What was asked for: the path and its query. */
  readonly address: string;
  readonly #socket: WebSocket;
  readonly #came: ClientFrame[] = [];
  #waiting: (() => void) | null = null;

  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
    this.closed = once(socket, "close").then(() => undefined);
    socket.on("message", (data: Buffer) => {
      for (const frame of readBinary(new Uint8Array(data), "client")) this.#came.push(frame as ClientFrame);
      this.#waiting?.();
    });
    socket.on("close", () => this.#waiting?.());
  }

  /** The next frame of this type; frames of other types before it are a mistake of the script. */
  async expect<T extends ClientFrame["type"]>(type: T): Promise<Extract<ClientFrame, { type: T }>> {
    while (this.#came.length === 0) {
      if (this.#socket.readyState === this.#socket.CLOSED) throw new Error(`The client left instead of sending ${type}.`);
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    const frame = this.#came.shift()!;
    if (frame.type !== type) throw new Error(`The client sent ${frame.type} instead of ${type}.`);
    return frame as Extract<ClientFrame, { type: T }>;
  }

  /** What came and was not expected yet. */
  get came(): readonly ClientFrame[] {
    return this.#came;
  }

  /** Sends frames in one socket message. */
  send(...frames: readonly ServerFrame[]): void {
    this.#socket.send(Buffer.concat(frames.map((frame) => writeBinary(frame))));
  }

  sendRaw(bytes: Uint8Array | string): void {
    this.#socket.send(bytes);
  }

  close(code: number, reason = ""): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Challenges, takes any proof, and greets. */
  async greet(ready: Partial<Extract<ServerFrame, { type: "ready" }>> = {}): Promise<Extract<ClientFrame, { type: "connect" }>> {
    this.send(challenge);
    const connect = await this.expect("connect");
    this.send({ ...greeting, ref: connect.ref, from: connect.resume + 1, ...ready });
    return connect;
  }
}

export const challenge: Extract<ServerFrame, { type: "challenge" }> =
  { type: "challenge", ref: 0, nonce: new Uint8Array(32).fill(7), time: 1_000_000 };

export const greeting: Extract<ServerFrame, { type: "ready" }> = {
  type: "ready", ref: 0, head: 0, oldest: 1, acknowledged: 0, from: 1, recovered: true, heartbeat: 15_000, time: 1_000_000,
};

/** A server on a free port of loopback that does what a test says, socket by socket. */
export class ScriptedServer {
  readonly origin: string;
  readonly #server: WebSocketServer;
  readonly #sockets: ServerSocket[] = [];
  #waiting: (() => void) | null = null;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket, { url }) => {
      this.#sockets.push(new ServerSocket(socket, url!));
      this.#waiting?.();
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = new WebSocketServer({ port: 0, host: "localhost", path: "/v1/connect", perMessageDeflate: false });
    await once(server, "listening");
    return new ScriptedServer(server);
  }

  /** The next client that connects. */
  async accept(): Promise<ServerSocket> {
    while (this.#sockets.length === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.#sockets.shift()!;
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
