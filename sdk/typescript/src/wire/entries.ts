import { idOf, type ConnectionId, type DeviceId, type EnvelopeId } from "./id.js";

/** What notices tell (exchange-v1, section 1.5); the place in the list, from 1, is the byte. */
export const noticeKinds = [
  "approved", "rejected", "sent-back", "hold-expired", "hold-cancelled", "undelivered", "connection-changed",
  "peer-keys-changed", "suspended", "nack",
] as const;

/** What a notice tells. */
export type NoticeKind = (typeof noticeKinds)[number];

/** The server's word about one of the own messages or a connection. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly connection: ConnectionId;
  /** The envelope that it is about; the zero id where none. */
  readonly message: EnvelopeId;
  /** When it happened, Unix milliseconds by the server's clock. */
  readonly at: number;
  /** Bytes by kind: a sealed note with `sent-back`, ASCII with `suspended`, a record with `nack`; empty elsewhere. */
  readonly note: Uint8Array;
}

/** A message that was withheld or has expired: its number and hash, so that the sender's chain stays checkable. */
export interface Stub {
  readonly connection: ConnectionId;
  readonly device: DeviceId;
  /** The sender's own number. */
  readonly sequence: number;
  /** 32 bytes. */
  readonly envelopeHash: Uint8Array;
}

const noticeSize = 1 + 16 + 16 + 8 + 2;
const stubSize = 16 + 16 + 8 + 32;

/** Reads the body of a `notice`; null where it is none. */
export function readNotice(body: Uint8Array): Notice | null {
  if (body.length < noticeSize) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const kind = noticeKinds[body[0]! - 1];
  const at = readNumber(view, 33);
  if (kind === undefined || at === null || view.getUint16(41) !== body.length - noticeSize) return null;
  return {
    kind,
    connection: idOf(body.subarray(1, 17)),
    message: idOf(body.subarray(17, 33)),
    at,
    note: body.slice(noticeSize),
  };
}

/** Reads the body of a `stub`; null where it is none. */
export function readStub(body: Uint8Array): Stub | null {
  if (body.length !== stubSize) return null;
  const sequence = readNumber(new DataView(body.buffer, body.byteOffset, body.byteLength), 32);
  if (sequence === null) return null;
  return {
    connection: idOf(body.subarray(0, 16)),
    device: idOf(body.subarray(16, 32)),
    sequence,
    envelopeHash: body.slice(40),
  };
}

function readNumber(view: DataView, at: number): number | null {
  const high = view.getUint32(at);
  return high >= 0x20_0000 ? null : high * 0x1_0000_0000 + view.getUint32(at + 4);
}
