import { concat, fromHex, toHex, utf8 } from "../crypto/index.js";
import { idBytes, type ConnectionId } from "../wire/id.js";
import { numberKey, readNumber, readText } from "./clientTables.js";

/**
 * What stands in a stored mailbox entry: 1 a message (the body is the envelope's hash, its text stands in CXE1's
 * inbox), 2 a stub and 3 a notice as on the wire, 4 something unreadable (the body is the reason), 6 own texts that the
 * peer cannot read (reason length 1, reason, their envelope hashes), 7 as 1, and the message before it is missing, 8 as
 * 4, and somebody forged or altered it. 5 was as 6 without a reason.
 */
export const DeliveryForm =
  { message: 1, stub: 2, notice: 3, unreadable: 4, undelivered: 6, messageAfterGap: 7, attack: 8 } as const;

/** A value of `DeliveryForm`. */
export type DeliveryForm = (typeof DeliveryForm)[keyof typeof DeliveryForm];

/** A mailbox entry in the store until it is acknowledged: form 1, at 8, connection 16, tag length 1, tag, body. */
export interface StoredDelivery {
  readonly form: DeliveryForm;
  readonly at: number;
  readonly connection: ConnectionId;
  readonly tag: Uint8Array;
  readonly body: Uint8Array;
}

const fixedSize = 1 + 8 + 16 + 1;

/** Writes an entry. */
export function writeDelivery({ form, at, connection, tag, body }: StoredDelivery): Uint8Array {
  return concat(Uint8Array.of(form), numberKey(at), idBytes(connection), Uint8Array.of(tag.length), tag, body);
}

/** Reads what `writeDelivery` wrote. */
export function readDelivery(row: Uint8Array): StoredDelivery {
  const body = fixedSize + row[fixedSize - 1]!;
  return {
    form: row[0] as DeliveryForm,
    at: readNumber(row, 1),
    connection: toHex(row.subarray(9, 25)),
    tag: row.slice(fixedSize, body),
    body: row.slice(body),
  };
}

/** The body of own texts that the peer cannot read. */
export function undeliveredBody(reason: string, hashes: readonly string[]): Uint8Array {
  return concat(Uint8Array.of(reason.length), utf8(reason), ...hashes.map(fromHex));
}

/** Reads what `undeliveredBody` wrote. */
export function readUndelivered(body: Uint8Array): { readonly reason: string; readonly hashes: readonly string[] } {
  const first = 1 + body[0]!;
  return {
    reason: readText(body.subarray(1, first)),
    hashes: Array.from(
      { length: (body.length - first) / 32 }, (_, i) => toHex(body.subarray(first + 32 * i, first + 32 * i + 32))),
  };
}
