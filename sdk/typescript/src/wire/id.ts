import { isId, type Id } from "../cxe1/bytes/id.js";

export type { Id };

/** Names an agent. */
export type AgentId = Id;

/** Names one device (key store) of an agent. */
export type DeviceId = Id;

/** Names an owner. */
export type OwnerId = Id;

/** Names the one connection that two agents can have; derived from both, see `connectionBetween`. */
export type ConnectionId = Id;

/** Names an envelope. */
export type EnvelopeId = Id;

/**
 * Reads an id that a person or a file gave.
 * @throws {RangeError} Not 32 lower-case hexadecimal digits.
 */
export function parseId(text: string): Id {
  if (!isId(text)) throw new RangeError("An id is 32 lower-case hexadecimal digits.");
  return text;
}

/** The id that 16 bytes stand for. */
export function idOf(bytes: Uint8Array): Id {
  if (bytes.length !== 16) throw new RangeError("An id has 16 bytes.");
  let text = "";
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}

/** The 16 bytes of an id. */
export function idBytes(id: Id): Uint8Array {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(id.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
