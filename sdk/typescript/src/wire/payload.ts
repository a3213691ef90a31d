import { FrameError, earlier, type Frame, type FrameErrorCode, type FrameSource } from "./frames.js";
import { idBytes, idOf } from "./id.js";
import { fixedSize, layoutOfName, type Field, type Layout } from "./layouts.js";
import { maxNumber } from "./limits.js";
import { refusals } from "./refusals.js";
import { sendStatuses } from "./statuses.js";

/** What a field holds in a frame object. */
export type FieldValue = number | boolean | string | Uint8Array | null;

const kinds = codes([{ byte: 1, code: "message" }, { byte: 2, code: "stub" }, { byte: 3, code: "notice" }]);
const statuses = codes(sendStatuses);
const refusalCodes = codes(refusals);

/** The one-byte codes of a kind of field, both ways. A refusal of 0 is none, and stands in no table. */
export function codesOf(kind: "status" | "kind" | "refusal"): Codes {
  return kind === "status" ? statuses : kind === "kind" ? kinds : refusalCodes;
}

interface Codes {
  readonly names: ReadonlyMap<number, string>;
  readonly bytes: ReadonlyMap<string, number>;
}

/** Reads a payload by its layout, or says why it is none. Byte strings are views of `payload`. */
export function decodePayload(
  layout: Layout, from: FrameSource, ref: number, payload: Uint8Array,
): Frame | FrameErrorCode {
  if (layout.from !== "both" && layout.from !== from) return "wrong-direction";
  if (ref === 0 ? layout.ref === "must" : layout.ref === "none") return "wrong-ref";
  const frame: Record<string, FieldValue> = { type: layout.name, ref };
  let error: FrameErrorCode | null = null;
  let at = 0;
  for (const field of layout.fields) {
    const end = endOf(field, payload, at);
    // A wrong length anywhere comes before a value out of range: without it the later fields' places are not known.
    if (end === null) return "wrong-length";
    const bytes = payload.subarray(field.kind === "prefixed" ? at + 1 : at, end);
    const value = read(field, bytes);
    if (typeof value === "object" && value !== null && "error" in value) error = earlier(error, value.error);
    else frame[field.name] = value;
    at = end;
  }
  if (at !== payload.length) return "wrong-length";
  return error ?? (frame as unknown as Frame);
}

/** Bytes that a frame's payload takes. */
export function payloadSize(frame: Frame): number {
  let size = 0;
  for (const field of layoutOf(frame).fields) {
    const value = valueOf(frame, field);
    size += fixedSize(field);
    if (field.kind === "text") size += (value as string).length;
    else if (field.kind === "rest" || field.kind === "prefixed") size += (value as Uint8Array).length;
  }
  return size;
}

/**
 * Writes a frame's payload.
 * @throws {FrameError} A value of the frame is outside its range: a mistake of the caller.
 */
export function encodePayload(frame: Frame, into: Uint8Array): void {
  const layout = layoutOf(frame);
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  let at = 0;
  for (const field of layout.fields) {
    const value = valueOf(frame, field);
    at = write(field, value, into, view, at);
  }
  const from = layout.from === "server" ? "server" : "client";
  const checked = decodePayload(layout, from, frame.ref, into);
  if (typeof checked === "string") throw new FrameError(checked);
}

/** The layout of a frame's type. */
export function layoutOf(frame: Frame): Layout {
  return layoutOfName(frame.type)!;
}

/** A frame's field by name. */
export function valueOf(frame: Frame, field: Field): FieldValue {
  return (frame as unknown as Record<string, FieldValue>)[field.name]!;
}

function endOf(field: Field, payload: Uint8Array, at: number): number | null {
  const left = payload.length - at;
  if (field.kind === "rest" || field.kind === "text")
    return left >= field.min && left <= field.max ? payload.length : null;
  if (left < fixedSize(field)) return null;
  if (field.kind !== "prefixed") return at + fixedSize(field);
  const length = payload[at]!;
  if (length !== 0 && length !== field.max) return null;
  return left < 1 + length ? null : at + 1 + length;
}

function read(field: Field, bytes: Uint8Array): FieldValue | { readonly error: FrameErrorCode } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (field.kind) {
    case "id": return idOf(bytes);
    case "number": {
      const high = view.getUint32(0);
      const value = high * 0x1_0000_0000 + view.getUint32(4);
      return high >= 0x20_0000 || value < field.min ? { error: "out-of-range" } : value;
    }
    case "milliseconds": return view.getUint32(0);
    case "flag": return bytes[0]! > 1 ? { error: "out-of-range" } : bytes[0] === 1;
    case "status": case "kind": case "refusal":
      if (field.kind === "refusal" && bytes[0] === 0) return null;
      return codesOf(field.kind).names.get(bytes[0]!) ?? { error: "out-of-range" };
    case "bytes": case "prefixed": case "rest": return bytes;
    case "text": {
      let text = "";
      for (const byte of bytes) {
        if (byte < 0x21 || byte > 0x7e) return { error: "wrong-value" };
        text += String.fromCharCode(byte);
      }
      return text;
    }
  }
}

function write(field: Field, value: FieldValue, into: Uint8Array, view: DataView, at: number): number {
  switch (field.kind) {
    case "id":
      into.set(idBytes(value as string), at);
      return at + 16;
    case "number":
      if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > maxNumber) {
        throw new FrameError("out-of-range");
      }
      view.setUint32(at, Math.floor((value as number) / 0x1_0000_0000));
      view.setUint32(at + 4, (value as number) % 0x1_0000_0000);
      return at + 8;
    case "milliseconds":
      if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 0xffff_ffff) {
        throw new FrameError("out-of-range");
      }
      view.setUint32(at, value as number);
      return at + 4;
    case "flag":
      into[at] = value === true ? 1 : 0;
      return at + 1;
    case "status": case "kind": case "refusal": {
      const code = value === null ? 0 : codesOf(field.kind).bytes.get(value as string);
      if (code === undefined) throw new FrameError("out-of-range");
      into[at] = code;
      return at + 1;
    }
    case "bytes": case "prefixed": case "rest":
      if (field.kind === "prefixed") into[at++] = (value as Uint8Array).length;
      if (field.kind === "bytes" && (value as Uint8Array).length !== field.max) throw new FrameError("wrong-length");
      into.set(value as Uint8Array, at);
      return at + (value as Uint8Array).length;
    case "text":
      for (let i = 0; i < (value as string).length; i++) {
        const code = (value as string).charCodeAt(i);
        if (code > 0x7e) throw new FrameError("wrong-value");
        into[at++] = code;
      }
      return at;
  }
}

function codes(entries: readonly { readonly byte: number; readonly code: string }[]): Codes {
  return {
    names: new Map(entries.map((entry) => [entry.byte, entry.code])),
    bytes: new Map(entries.map((entry) => [entry.code, entry.byte])),
  };
}
