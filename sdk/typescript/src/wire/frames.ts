import type { AgentId, ConnectionId, DeviceId } from "./id.js";
import type { Refusal } from "./refusals.js";
import type { SendStatus } from "./statuses.js";

/** Who sends a frame. */
export type FrameSource = "client" | "server";

/** What a mailbox entry is. */
export type EntryKind = "message" | "stub" | "notice";

/** `ref` of every frame: chosen by the client, repeated in the answer; 0 asks for no answer or marks a push. */
interface Referenced {
  readonly ref: number;
}

/** A device's proof. */
export interface ConnectFrame extends Referenced {
  readonly type: "connect";
  readonly agent: AgentId;
  readonly device: DeviceId;
  /** Unix milliseconds. */
  readonly expiry: number;
  /** The last mailbox sequence that the client has. */
  readonly resume: number;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** A ticket instead of a proof. */
export interface ConnectTicketFrame extends Referenced {
  readonly type: "connect-ticket";
  readonly resume: number;
  /** Visible ASCII, 1 to 128 characters. */
  readonly ticket: string;
}

/** A sealed message. */
export interface SendFrame extends Referenced {
  readonly type: "send";
  /** 39 bytes, or none for a first message. */
  readonly lineage: Uint8Array;
  /** 1 to 65,923 bytes. */
  readonly envelope: Uint8Array;
}

/** Moves the device's cursor. */
export interface AckFrame extends Referenced {
  readonly type: "ack";
  readonly sequence: number;
}

/** Publishes an epoch record. */
export interface PublishEpochFrame extends Referenced {
  readonly type: "publish-epoch";
  readonly peer: AgentId;
  /** 1 to 16,384 bytes. */
  readonly record: Uint8Array;
}

/** Asks for an epoch record. */
export interface GetEpochFrame extends Referenced {
  readonly type: "get-epoch";
  readonly peer: AgentId;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** Asks for a `pong`. */
export interface PingFrame extends Referenced {
  readonly type: "ping";
  /** 0 to 16 bytes. */
  readonly data: Uint8Array;
}

/** Answers a `ping` with its data. */
export interface PongFrame extends Referenced {
  readonly type: "pong";
  readonly data: Uint8Array;
}

/** The server's greeting: a nonce for one proof. */
export interface ChallengeFrame extends Referenced {
  readonly type: "challenge";
  /** 32 bytes. */
  readonly nonce: Uint8Array;
  /** The server's clock, Unix milliseconds. */
  readonly time: number;
}

/** The socket is authenticated. */
export interface ReadyFrame extends Referenced {
  readonly type: "ready";
  /** The mailbox's newest sequence. */
  readonly head: number;
  /** The oldest kept one. */
  readonly oldest: number;
  /** This device's durable cursor. */
  readonly acknowledged: number;
  /** Where deliveries start, from 1. */
  readonly from: number;
  /** Nothing is missing between `resume` and `from`. */
  readonly recovered: boolean;
  /** Milliseconds. */
  readonly heartbeat: number;
  readonly time: number;
}

/** The answer to `send`. */
export interface ReceiptFrame extends Referenced {
  readonly type: "receipt";
  readonly status: SendStatus;
  readonly sequence: number;
  readonly at: number;
  /** Milliseconds. */
  readonly retryAfter: number;
}

/** One mailbox entry. */
export interface DeliveryFrame extends Referenced {
  readonly type: "delivery";
  /** From 1. */
  readonly sequence: number;
  readonly kind: EntryKind;
  readonly at: number;
  readonly connection: ConnectionId;
  /** 16 bytes, or none. */
  readonly tag: Uint8Array;
  /** 1 to 66,423 bytes, by `kind`. */
  readonly body: Uint8Array;
}

/** The answer to a call without a better one. */
export interface ResultFrame extends Referenced {
  readonly type: "result";
  /** Null: done. */
  readonly refusal: Refusal | null;
  readonly retryAfter: number;
}

/** The answer to `get-epoch`. */
export interface EpochFrame extends Referenced {
  readonly type: "epoch";
  readonly connection: ConnectionId;
  /** None where the server does not know it. */
  readonly record: Uint8Array;
}

/** The server is about to close. */
export interface DrainFrame extends Referenced {
  readonly type: "drain";
  readonly retryAfter: number;
}

/** A hint: a device of the peer has acknowledged a message of this device. */
export interface AcknowledgedFrame extends Referenced {
  readonly type: "acknowledged";
  readonly peer: AgentId;
  /** This device's number of the message; what it sent to the peer before is acknowledged as well. */
  readonly sequence: number;
}

/** What a client sends. */
export type ClientFrame =
  | ConnectFrame | ConnectTicketFrame | SendFrame | AckFrame | PublishEpochFrame | GetEpochFrame | PingFrame
  | PongFrame;

/** What a server sends. */
export type ServerFrame =
  | ChallengeFrame | ReadyFrame | ReceiptFrame | DeliveryFrame | ResultFrame | EpochFrame | DrainFrame
  | AcknowledgedFrame | PingFrame | PongFrame;

/** Any frame. */
export type Frame = ClientFrame | ServerFrame;

/** Why bytes are no frame, in precedence order. */
export const frameErrors = [
  "not-json", "truncated", "unknown-type", "wrong-direction", "wrong-ref", "unknown-member", "duplicate-member",
  "missing-member", "wrong-value", "wrong-length", "out-of-range",
] as const;

/** Why bytes are no frame. */
export type FrameErrorCode = (typeof frameErrors)[number];

/** What the other side sent is no frame: the socket message is dropped whole, and the socket with it. */
export class FrameError extends Error {
  override readonly name = "FrameError";

  constructor(readonly code: FrameErrorCode) {
    super(`That is no frame: ${code}.`);
  }
}

/** The error that is earlier in precedence; null stands for none. */
export function earlier(one: FrameErrorCode | null, other: FrameErrorCode | null): FrameErrorCode | null {
  if (one === null) return other;
  if (other === null) return one;
  return frameErrors.indexOf(one) <= frameErrors.indexOf(other) ? one : other;
}
