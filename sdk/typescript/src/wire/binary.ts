import { FrameError, type Frame, type FrameSource } from "./frames.js";
import { layoutOfByte } from "./layouts.js";
import { decodePayload, encodePayload, layoutOf, payloadSize } from "./payload.js";

/** Bytes before the payload: type 1, payload length 3, ref 4. */
export const headerSize = 8;

/**
 * The frames of one socket message in the subprotocol `cex.v1`, one by one, so that good ones before a bad one are seen. Byte
 * strings are views of the message.
 * @throws {FrameError} At the first that is no frame: the whole message must be dropped then.
 */
export function* readBinary(message: Uint8Array, from: FrameSource): Generator<Frame, void, void> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  do {
    if (message.length - at < headerSize) throw new FrameError("truncated");
    const length = view.getUint32(at) & 0xff_ffff;
    const end = at + headerSize + length;
    if (end > message.length) throw new FrameError("truncated");
    const layout = layoutOfByte(message[at]!);
    if (layout === undefined) throw new FrameError("unknown-type");
    const frame = decodePayload(layout, from, view.getUint32(at + 4), message.subarray(at + headerSize, end));
    if (typeof frame === "string") throw new FrameError(frame);
    yield frame;
    at = end;
  } while (at < message.length);
}

/** Bytes of a frame with its header. */
export function binarySize(frame: Frame): number {
  return headerSize + payloadSize(frame);
}

/**
 * Writes one frame for the subprotocol `cex.v1`.
 * @throws {FrameError} A value of the frame is outside its range.
 */
export function writeBinary(frame: Frame): Uint8Array {
  const size = payloadSize(frame);
  const bytes = new Uint8Array(headerSize + size);
  const view = new DataView(bytes.buffer);
  if (!Number.isInteger(frame.ref) || frame.ref < 0 || frame.ref > 0xffff_ffff) throw new FrameError("wrong-ref");
  view.setUint32(0, layoutOf(frame).byte * 0x100_0000 + size);
  view.setUint32(4, frame.ref);
  encodePayload(frame, bytes.subarray(headerSize));
  return bytes;
}
