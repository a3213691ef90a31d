import { fromBase64Url, toBase64Url } from "./base64url.js";
import { splitFlatObject, type Member } from "./flatJson.js";
import { FrameError, earlier, type Frame, type FrameErrorCode, type FrameSource } from "./frames.js";
import { isId } from "../cxe1/bytes/id.js";
import { idBytes } from "./id.js";
import { isOptional, layoutOfName, type Field, type Layout } from "./layouts.js";
import { maxNumber } from "./limits.js";
import { codesOf, decodePayload, encodePayload, layoutOf, payloadSize, valueOf } from "./payload.js";

/**
 * The one frame of a socket message in the subprotocol `cex.v1.json`. It is rewritten into the binary payload first, so
 * that both encodings accept exactly the same frames.
 * @throws {FrameError} It is no frame.
 */
export function readJson(message: string, from: FrameSource): Frame {
  const members = splitFlatObject(message);
  if (members === null) throw new FrameError("not-json");
  const frame = read(members, from);
  if (typeof frame === "string") throw new FrameError(frame);
  return frame;
}

/**
 * Writes one frame for the subprotocol `cex.v1.json`.
 * @throws {FrameError} A value of the frame is outside its range.
 */
export function writeJson(frame: Frame): string {
  encodePayload(frame, new Uint8Array(payloadSize(frame)));
  const layout = layoutOf(frame);
  const json: Record<string, unknown> = { type: layout.name };
  if (frame.ref !== 0) json["ref"] = frame.ref;
  for (const field of layout.fields) {
    const value = valueOf(frame, field);
    if (value === null) continue;
    if (!(value instanceof Uint8Array)) json[field.name] = value;
    else if (value.length > 0 || !isOptional(field)) json[field.name] = toBase64Url(value);
  }
  return JSON.stringify(json);
}

function read(members: readonly Member[], from: FrameSource): Frame | FrameErrorCode {
  const type = find(members, "type");
  const layout = type?.kind === "string" ? layoutOfName(type.text) : undefined;
  if (layout === undefined) return "unknown-type";
  if (layout.from !== "both" && layout.from !== from) return "wrong-direction";
  const given = find(members, "ref");
  const ref = given === undefined ? 0 : integer(given, 1, 0xffff_ffff);
  if (typeof ref === "string") return "wrong-ref";
  let error = checkNames(members, layout);
  if (error !== null) return error;
  const parts: Uint8Array[] = [];
  for (const field of layout.fields) {
    const member = find(members, field.name);
    const part = member === undefined ? absent(field) : bytesOf(field, member);
    if (typeof part === "string") error = earlier(error, part);
    else parts.push(part);
  }
  return error ?? decodePayload(layout, from, ref, join(parts));
}

function checkNames(members: readonly Member[], { fields }: Layout): FrameErrorCode | null {
  const seen = new Set<string>();
  let error: FrameErrorCode | null = null;
  for (const { name } of members) {
    if (name !== "type" && name !== "ref" && !fields.some((field) => field.name === name)) return "unknown-member";
    if (seen.has(name)) error = "duplicate-member";
    seen.add(name);
  }
  return error;
}

function absent(field: Field): Uint8Array | FrameErrorCode {
  if (!isOptional(field)) return "missing-member";
  return new Uint8Array(field.kind === "rest" ? 0 : 1);
}

function bytesOf(field: Field, member: Member): Uint8Array | FrameErrorCode {
  switch (field.kind) {
    case "number": {
      const value = integer(member, field.min, maxNumber);
      return typeof value === "string" ? value : wide(value);
    }
    case "milliseconds": {
      const value = integer(member, 0, 0xffff_ffff);
      return typeof value === "string" ? value : wide(value).subarray(4);
    }
    case "flag":
      return member.kind === "true" || member.kind === "false"
        ? Uint8Array.of(member.kind === "true" ? 1 : 0)
        : "wrong-value";
    case "id":
      if (member.kind !== "string" || !/^[0-9a-f]*$/.test(member.text)) return "wrong-value";
      return isId(member.text) ? idBytes(member.text) : "wrong-length";
    case "status": case "kind": case "refusal": {
      if (member.kind !== "string") return "wrong-value";
      const code = codesOf(field.kind).bytes.get(member.text);
      return code === undefined ? "out-of-range" : Uint8Array.of(code);
    }
    case "bytes": case "prefixed": case "rest": return byteString(field, member);
    case "text": {
      if (member.kind !== "string") return "wrong-value";
      const text = new TextEncoder().encode(member.text);
      return text.length < field.min || text.length > field.max ? "wrong-length" : text;
    }
  }
}

function byteString(field: Field, member: Member): Uint8Array | FrameErrorCode {
  const bytes = member.kind === "string" ? fromBase64Url(member.text) : null;
  if (bytes === null) return "wrong-value";
  // An empty optional string is written by leaving the member out, and in no other way.
  if (bytes.length > field.max || bytes.length < Math.max(field.min, 1)) return "wrong-length";
  return field.kind === "prefixed" ? join([Uint8Array.of(bytes.length), bytes]) : bytes;
}

/** Plain digits only: a fraction, an exponent or a string is the wrong value, a sign out of range. */
function integer(member: Member, min: number, max: number): number | FrameErrorCode {
  if (member.kind !== "number") return "wrong-value";
  if (/^-[0-9]+$/.test(member.text)) return "out-of-range";
  if (!/^[0-9]+$/.test(member.text)) return "wrong-value";
  const value = Number(member.text);
  return value >= min && value <= max ? value : "out-of-range";
}

function wide(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / 0x1_0000_0000));
  view.setUint32(4, value % 0x1_0000_0000);
  return bytes;
}

function find(members: readonly Member[], name: string): Member | undefined {
  return members.find((member) => member.name === name);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
