import type { RowChange } from "./rowImage.js";

// table 1 || kind 1 (0 removed, 1 set) || key length 2 || value length 4 || key || value
const headSize = 8;

/** Changes as bytes, one behind the other. */
export function encodeChanges(changes: Iterable<RowChange>): Uint8Array {
  const rows = [...changes];
  const size = rows.reduce((sum, { key, value }) => sum + headSize + key.length + (value?.length ?? 0), 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { table, key, value } of rows) {
    bytes[at] = table;
    bytes[at + 1] = value === null ? 0 : 1;
    view.setUint16(at + 2, key.length);
    view.setUint32(at + 4, value?.length ?? 0);
    bytes.set(key, at + headSize);
    if (value !== null) bytes.set(value, at + headSize + key.length);
    at += headSize + key.length + (value?.length ?? 0);
  }
  return bytes;
}

/** Reads what `encodeChanges` wrote; null where the bytes end inside a change. */
export function decodeChanges(bytes: Uint8Array): RowChange[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const changes: RowChange[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < headSize) return null;
    const keyEnd = at + headSize + view.getUint16(at + 2);
    const end = keyEnd + view.getUint32(at + 4);
    if (end > bytes.length) return null;
    changes.push({
      table: bytes[at]!,
      key: bytes.slice(at + headSize, keyEnd),
      value: bytes[at + 1] === 0 ? null : bytes.slice(keyEnd, end),
    });
    at = end;
  }
  return changes;
}
