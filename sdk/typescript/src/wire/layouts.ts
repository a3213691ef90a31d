import type { Frame, FrameSource } from "./frames.js";
import { lineageSize, lineageTagSize, maxDelivery, maxEnvelope, maxEpochRecord } from "./limits.js";

/**
 * How a field stands in both encodings: `id` 16 bytes or 32 hex digits; `number` 8 bytes, at most 2^53-1;
 * `milliseconds` 4 bytes; `flag` 1 byte or a boolean; `status`, `kind`, `refusal` 1 byte or the code; `bytes` so many;
 * `prefixed` a length byte and none or exactly so many; `rest` bytes to the end; `text` visible ASCII to the end.
 */
export type FieldKind =
  | "id" | "number" | "milliseconds" | "flag" | "status" | "kind" | "refusal" | "bytes" | "prefixed" | "rest" | "text";

/** One field of a frame. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** Least value of a number, least length of bytes. */
  readonly min: number;
  /** Greatest length of bytes; 0 where it does not apply. */
  readonly max: number;
}

/** What one type of frame consists of. */
export interface Layout {
  readonly byte: number;
  readonly name: Frame["type"];
  readonly from: FrameSource | "both";
  readonly ref: "may" | "must" | "none";
  readonly fields: readonly Field[];
}

/**
 * The frames of exchange-v1, section 1, as a table: both encodings read, write and check by it, so they cannot differ.
 */
export const layouts: readonly Layout[] = [
  layout(0x01, "connect", "client", "may",
    id("agent"), id("device"), number("expiry"), number("resume"), bytes("signature", 64)),
  layout(0x02, "connect-ticket", "client", "may", number("resume"), field("ticket", "text", 1, 128)),
  layout(0x03, "send", "client", "must", prefixed("lineage", lineageSize), rest("envelope", 1, maxEnvelope)),
  layout(0x04, "ack", "client", "may", number("sequence")),
  layout(0x05, "publish-epoch", "client", "must", id("peer"), rest("record", 1, maxEpochRecord)),
  layout(0x06, "get-epoch", "client", "must", id("peer"), bytes("hash", 32)),
  layout(0x07, "ping", "both", "may", rest("data", 0, 16)),
  layout(0x08, "pong", "both", "may", rest("data", 0, 16)),
  layout(0x81, "challenge", "server", "none", bytes("nonce", 32), number("time")),
  layout(0x82, "ready", "server", "may",
    number("head"), number("oldest"), number("acknowledged"), number("from", 1), field("recovered", "flag"),
    milliseconds("heartbeat"), number("time")),
  layout(0x83, "receipt", "server", "must",
    field("status", "status"), number("sequence"), number("at"), milliseconds("retryAfter")),
  layout(0x84, "delivery", "server", "none",
    number("sequence", 1), field("kind", "kind"), number("at"), id("connection"), prefixed("tag", lineageTagSize),
    rest("body", 1, maxDelivery)),
  layout(0x85, "result", "server", "must", field("refusal", "refusal"), milliseconds("retryAfter")),
  layout(0x86, "epoch", "server", "must", id("connection"), rest("record", 0, maxEpochRecord)),
  layout(0x87, "drain", "server", "none", milliseconds("retryAfter")),
  layout(0x88, "acknowledged", "server", "none", id("peer"), number("sequence", 1)),
];

const byByte = new Map(layouts.map((entry) => [entry.byte, entry]));
const byName = new Map<string, Layout>(layouts.map((entry) => [entry.name, entry]));

/** The layout behind a type byte. */
export function layoutOfByte(byte: number): Layout | undefined {
  return byByte.get(byte);
}

/** The layout behind a type's name. */
export function layoutOfName(name: string): Layout | undefined {
  return byName.get(name);
}

/** Bytes that a field always takes in the payload; a length byte is one of them. */
export function fixedSize({ kind, max }: Field): number {
  switch (kind) {
    case "id": return 16;
    case "number": return 8;
    case "milliseconds": return 4;
    case "flag": case "status": case "kind": case "refusal": case "prefixed": return 1;
    case "bytes": return max;
    case "rest": case "text": return 0;
  }
}

/** Whether JSON leaves the member out when it is empty. */
export function isOptional({ kind, min }: Field): boolean {
  return kind === "refusal" || kind === "prefixed" || (kind === "rest" && min === 0);
}

function layout(
  byte: number, name: Frame["type"], from: Layout["from"], ref: Layout["ref"], ...fields: Field[]
): Layout {
  return { byte, name, from, ref, fields };
}

function field(name: string, kind: FieldKind, min = 0, max = 0): Field {
  return { name, kind, min, max };
}

function id(name: string): Field {
  return field(name, "id");
}

function number(name: string, min = 0): Field {
  return field(name, "number", min);
}

function milliseconds(name: string): Field {
  return field(name, "milliseconds");
}

function bytes(name: string, length: number): Field {
  return field(name, "bytes", length, length);
}

function prefixed(name: string, length: number): Field {
  return field(name, "prefixed", 0, length);
}

function rest(name: string, min: number, max: number): Field {
  return field(name, "rest", min, max);
}
