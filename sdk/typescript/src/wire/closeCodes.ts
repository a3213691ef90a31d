/** Why a server closes a socket. */
export interface CloseCodeMeta {
  /** The WebSocket close code. */
  readonly code: number;
  /** Its name in the protocol's text. */
  readonly name: string;
  /** Connecting again may succeed. */
  readonly reconnect: boolean;
  /** What it means, for people. */
  readonly why: string;
}

/** The close codes (exchange-v1, section 1.6). */
export const closeCodes = [
  meta(4000, "draining", true, "the server is shutting down"),
  meta(4001, "slow-reader", true, "more than 1 MiB waited to be read; nothing is lost, resume by cursor"),
  meta(4002, "heartbeat-lost", true, "silence for two heartbeats"),
  meta(4003, "overloaded", true, "too many frames or sockets"),
  meta(4004, "unavailable", true, "the storage is out of reach"),
  meta(4005, "session-expired", true, "the session behind the ticket has ended: get a new one"),
  meta(4400, "malformed", false, "a frame that this protocol does not know"),
  meta(4401, "unauthenticated", false, "wrong proof or ticket"),
  meta(4403, "revoked", false, "the device, agent or owner was revoked or frozen"),
  meta(4408, "handshake-timeout", false, "no `connect` within 10 seconds"),
  meta(4413, "too-large", false, "a socket message above 256 KiB (4 KiB before `ready`)"),
  meta(4426, "unsupported-protocol", false, "no known subprotocol"),
] as const;

/** A close code's name. */
export type CloseName = (typeof closeCodes)[number]["name"];

/** How a socket ended and what follows from it. */
export interface SocketEnd {
  /** The server's close code; null where the socket broke or the code is none of the protocol's. */
  readonly code: number | null;
  /** The code's name; null with `code`. */
  readonly name: CloseName | null;
  /** One sentence for people. */
  readonly reason: string;
  /** Connecting again changes nothing. */
  readonly terminal: boolean;
  /** Milliseconds that the server asks to wait; null where it says nothing. */
  readonly retryAfter: number | null;
}

const retry = /^retry=([0-9]{1,9})$/;

/**
 * Reads a close frame.
 * @param code The WebSocket close code; 1006 where the socket broke.
 * @param reason The close reason.
 * @param drainDelay What a `drain` frame asked for before, in milliseconds; null without one.
 */
export function socketEnd(code: number, reason: string, drainDelay: number | null): SocketEnd {
  const known = closeCodes.find((candidate) => candidate.code === code);
  const asked = retry.exec(reason);
  return {
    code: known?.code ?? null,
    name: known?.name ?? null,
    reason: known === undefined
      ? `The server closed the socket (${code}).`
      : `The server closed the socket: ${known.why}.`,
    terminal: known !== undefined && !known.reconnect,
    retryAfter: asked === null ? drainDelay : Number(asked[1]),
  };
}

/** The end of a socket that broke or was given up by this side. */
export function lostSocket(reason: string): SocketEnd {
  return { code: null, name: null, reason, terminal: false, retryAfter: null };
}

function meta<const N extends string>(
  code: number, name: N, reconnect: boolean, why: string,
): CloseCodeMeta & { readonly name: N } {
  return { code, name, reconnect, why };
}
