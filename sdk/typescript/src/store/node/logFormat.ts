import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat, randomBytes, utf8 } from "../../crypto/index.js";

/**
 * The file of a device's store. Header: "CXDS" || version 1 || kind 1 (1 passphrase, 2 key file) || memory u16 (MiB) ||
 * passes u16 || salt 16 || file id 16 || nonce 24 || the file's own key, wrapped, 48. Then records: mark "CXDR" || length of
 * the ciphertext u32 || nonce 24 || ciphertext. A record's associated data is file id || its number u64, so records can be
 * neither exchanged nor left out.
 */
export const version = 1;

/** Bytes of the header. */
export const headerSize = 4 + 1 + 1 + 2 + 2 + 16 + 16 + 24 + 48;

/** Bytes before a record's ciphertext. */
export const recordHeadSize = 4 + 4 + 24;

/** What wraps the file's key. */
export const enum Kind {
  Passphrase = 1,
  KeyFile = 2,
}

/** The header's fields. */
export interface Header {
  readonly kind: Kind;
  readonly memoryMiB: number;
  readonly passes: number;
  readonly salt: Uint8Array;
  readonly fileId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly wrapped: Uint8Array;
  /** The bytes before the nonce: they are bound to the wrapped key. */
  readonly bound: Uint8Array;
}

const magic = utf8("CXDS");
const mark = utf8("CXDR");
const tagSize = 16;

/** A new file's header and key. */
export function createHeader(
  wrapping: Uint8Array, kind: Kind, memoryMiB: number, passes: number, salt: Uint8Array,
): { readonly bytes: Uint8Array; readonly fileId: Uint8Array; readonly key: Uint8Array } {
  const fileId = randomBytes(16);
  const key = randomBytes(32);
  const nonce = randomBytes(24);
  const bound = concat(
    magic, Uint8Array.of(version, kind, memoryMiB >> 8, memoryMiB & 0xff, passes >> 8, passes & 0xff), salt, fileId);
  const wrapped = xchacha20poly1305(wrapping, nonce, bound).encrypt(key);
  return { bytes: concat(bound, nonce, wrapped), fileId, key };
}

/** Reads a header: "damaged" where it is none, "newer" where a later version wrote it. */
export function readHeader(bytes: Uint8Array): Header | "damaged" | "newer" {
  if (bytes.length < headerSize || !startsWith(bytes, 0, magic)) return "damaged";
  if (bytes[4]! > version) return "newer";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = bytes[5]!;
  if (bytes[4] !== version || (kind !== Kind.Passphrase && kind !== Kind.KeyFile)) return "damaged";
  return {
    kind,
    memoryMiB: view.getUint16(6),
    passes: view.getUint16(8),
    salt: bytes.slice(10, 26),
    fileId: bytes.slice(26, 42),
    nonce: bytes.slice(42, 66),
    wrapped: bytes.slice(66, headerSize),
    bound: bytes.slice(0, 42),
  };
}

/** The file's key; null when the wrapping key is another one. */
export function unwrapKey(header: Header, wrapping: Uint8Array): Uint8Array | null {
  return open(wrapping, header.nonce, header.bound, header.wrapped);
}

/** One record. */
export function sealRecord(key: Uint8Array, fileId: Uint8Array, number: number, content: Uint8Array): Uint8Array {
  const nonce = randomBytes(24);
  const sealed = xchacha20poly1305(key, nonce, associated(fileId, number)).encrypt(content);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, sealed.length);
  return concat(mark, length, nonce, sealed);
}

/** The record at an offset: its content and where it ends; null where none can be read. */
export function openRecord(
  bytes: Uint8Array, at: number, key: Uint8Array, fileId: Uint8Array, number: number,
): { readonly content: Uint8Array; readonly end: number } | null {
  const end = endOfRecord(bytes, at);
  if (end === null) return null;
  const nonce = bytes.subarray(at + 8, at + recordHeadSize);
  const content = open(key, nonce, associated(fileId, number), bytes.subarray(at + recordHeadSize, end));
  return content === null ? null : { content, end };
}

/** Whether any later record can be read behind an offset: then what stands between was altered, not torn. */
export function hasRecordBehind(
  bytes: Uint8Array, after: number, key: Uint8Array, fileId: Uint8Array, number: number,
): boolean {
  for (let at = after; at + recordHeadSize + tagSize <= bytes.length; at++) {
    if (endOfRecord(bytes, at) === null) continue;
    // How many records the unreadable part held is not known: a few numbers are tried, more than one flush can lose.
    for (let skipped = 0; skipped <= 64; skipped++)
      if (openRecord(bytes, at, key, fileId, number + skipped) !== null) return true;
  }
  return false;
}

function endOfRecord(bytes: Uint8Array, at: number): number | null {
  if (bytes.length - at < recordHeadSize + tagSize || !startsWith(bytes, at, mark)) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0);
  const end = at + recordHeadSize + length;
  return length < tagSize || end > bytes.length ? null : end;
}

function associated(fileId: Uint8Array, number: number): Uint8Array {
  const bytes = new Uint8Array(24);
  bytes.set(fileId);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, Math.floor(number / 0x1_0000_0000));
  view.setUint32(20, number % 0x1_0000_0000);
  return bytes;
}

function startsWith(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  return prefix.every((byte, i) => bytes[at + i] === byte);
}

function open(key: Uint8Array, nonce: Uint8Array, bound: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  try {
    return xchacha20poly1305(key, nonce, bound).decrypt(sealed);
  } catch {
    // With the lengths checked, a wrong tag is the only refusal that the library has.
    return null;
  }
}
