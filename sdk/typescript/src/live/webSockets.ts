import { ExchangeError } from "../errors.js";

/** What the SDK needs of a WebSocket: the browsers' interface. */
export interface WebSocketLike {
  binaryType: string;
  readonly protocol: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

/** Opens a WebSocket to an address with one subprotocol. */
export type WebSocketFactory = (address: string, subprotocol: string) => Promise<WebSocketLike> | WebSocketLike;

interface WsModule {
  readonly WebSocket: new (address: string, subprotocol: string, options: object) => WebSocketLike;
}

/** The platform's WebSocket; on Node 20, which has none, that of the package `ws`. */
export const platformWebSocket: WebSocketFactory = async (address, subprotocol) => {
  if (typeof globalThis.WebSocket === "function")
    return new globalThis.WebSocket(address, subprotocol) as WebSocketLike;
  const { WebSocket } = await loadWs();
  return new WebSocket(address, subprotocol, {
    perMessageDeflate: false, followRedirects: false, maxPayload: 1_024 * 1_024,
  });
};

async function loadWs(): Promise<WsModule> {
  // Not a literal: bundlers for browsers would look for the package, which is for Node alone.
  const name = "ws";
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ name) as WsModule;
  } catch (error) {
    throw new ExchangeError(
      "no-websocket", "This platform has no WebSocket: install the package ws, or use Node 22.", { cause: error });
  }
}
