import type { ExchangeError } from "../errors.js";
import type { Fetch } from "../rest/http.js";
import { systemClock, type Clock } from "./clock.js";
import type { SendReceipt } from "./pendingSend.js";
import type { AgentId } from "../wire/id.js";
import { platformWebSocket, type WebSocketFactory } from "./webSockets.js";

/** The server cannot say that nothing is missing between what this device has and what it will deliver. */
export interface MailboxGap {
  /** The last mailbox sequence that is stored here. */
  readonly lastSeen: number;
  /** Where deliveries go on; at or before `lastSeen` the server was restored from a backup. */
  readonly continuesAt: number;
}

/** How a client behaves. The defaults are meant to be kept. */
export interface ClientOptions {
  /** Messages that are sealed and not settled, over all peers: 1 to 256, 64 by default. More wait, or throw. */
  readonly maxInFlight?: number;
  /** Received messages kept in memory for the application, 1,024 by default; the rest is read from the store again. */
  readonly inboxCapacity?: number;
  /** The first delay before connecting again, 200 ms by default; it doubles. */
  readonly firstDelay?: number;
  /** The longest delay before connecting again, 30 s by default. */
  readonly longestDelay?: number;
  /** How long the socket and the handshake may take, 15 s by default. */
  readonly connectTimeout?: number;
  /** What a new device is called in the owner's list. */
  readonly deviceName?: string;
  /** Called on a gap in the mailbox. */
  readonly onGap?: (gap: MailboxGap) => void;
  /** Called with the outcome of messages that an earlier run sealed: a receipt or an error. */
  readonly onSettled?: (receipt: SendReceipt | null, error: ExchangeError | null) => void;
  /**
   * Called when a device of a peer has acknowledged the message with this number of this device; what was sent to the
   * peer before is acknowledged as well. A hint that may be lost: who must know asks by `AgentClient.receipt`.
   */
  readonly onAcknowledged?: (peer: AgentId, sequence: number) => void;
  /** Called when a peer's identity key was replaced by one that the old key signed: its safety number is a new one. */
  readonly onKeyRotated?: (peer: AgentId) => void;
  /**
   * Called when this client has stopped a connection because something was forged or altered; the reason is a stable
   * code. Its owner must look at it.
   */
  readonly onSuspended?: (peer: AgentId, reason: string) => void;
  /**
   * Called when the server lacks messages to a peer that it had accepted, the last of them with this number of this
   * device: it was restored from a backup. The numbers go on; what the peer had not received is gone.
   */
  readonly onServerRestored?: (peer: AgentId, lastAccepted: number) => void;
  /** The clock and its timers. */
  readonly clock?: Clock;
  /** Where in a delay to try again, from 0 to 1 (excluded): full jitter. */
  readonly jitter?: () => number;
  /** The transport of REST calls. */
  readonly fetch?: Fetch;
  /** The transport of the socket. */
  readonly webSocket?: WebSocketFactory;
}

/** Options without a default. */
type Optional = "fetch" | "onAcknowledged";

/** The options with their defaults. */
export type ClientBehaviour = Required<Omit<ClientOptions, Optional>> & Pick<ClientOptions, Optional>;

/** Fills in the defaults. */
export function behaviourOf(options: ClientOptions): ClientBehaviour {
  const behaviour: ClientBehaviour = {
    maxInFlight: 64,
    inboxCapacity: 1_024,
    firstDelay: 200,
    longestDelay: 30_000,
    connectTimeout: 15_000,
    deviceName: "device",
    onGap: () => undefined,
    onSettled: () => undefined,
    onKeyRotated: () => undefined,
    onSuspended: () => undefined,
    onServerRestored: () => undefined,
    clock: systemClock,
    jitter: () => Math.random(),
    webSocket: platformWebSocket,
    ...options,
  };
  if (!Number.isInteger(behaviour.maxInFlight) || behaviour.maxInFlight < 1 || behaviour.maxInFlight > 256)
    throw new RangeError("maxInFlight is 1 to 256.");
  return behaviour;
}
