import { compareBytes, concat } from "../../crypto/bytes.js";
import { accepted, type Result } from "../bytes/result.js";
import { WireReader } from "../bytes/wireReader.js";
import { ConnectionTerms } from "../consent/connectionTerms.js";
import { extendTerms } from "../consent/termsChain.js";
import { type ConnectionContext, expectedOf } from "./connectionContext.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { stateKey } from "./stateKey.js";

// A device remembers the newest 1,024 terms of each side of a connection, each checked once, so that no server can take
// terms back or show this device another chain than before.

/**
 * Adds what the context says of one side to what is known and returns that, oldest first; it becomes durable with the
 * transaction. The refusals are those of `checkTermsRecord`.
 */
export async function learnTerms(
  transaction: DeviceTransaction,
  context: ConnectionContext,
  own: boolean,
  now: number): Promise<Result<readonly ConnectionTerms[]>> {
  const expected = expectedOf(context, own);
  const key = stateKey(context.connection, expected.side.agent);
  const before = read(await transaction.get(DeviceTable.knownTerms, key));
  const extended = await extendTerms(before, own ? context.ownTerms : context.peerTerms, expected, now);
  if (extended.ok && extended.value !== before)
    transaction.put(DeviceTable.knownTerms, key, concat(...extended.value.map(withLength)));
  return extended;
}

/** As `learnTerms`, for who needs the newest only; undefined if none is known. */
export async function learnNewestTerms(
  transaction: DeviceTransaction,
  context: ConnectionContext,
  own: boolean,
  now: number): Promise<Result<ConnectionTerms | undefined>> {
  const told = (own ? context.ownTerms : context.peerTerms).at(-1);
  const row = await transaction.get(
    DeviceTable.knownTerms, stateKey(context.connection, expectedOf(context, own).side.agent));
  // What every message finds: the newest that is told is the newest known, so that nothing is learned.
  if (told !== undefined && row !== undefined && compareBytes(newestIn(row), told.bytes) === 0) return accepted(told);
  const known = await learnTerms(transaction, context, own, now);
  return known.ok ? accepted(known.value.at(-1)) : known;
}

/** The bytes of a row's last record. */
function newestIn(row: Uint8Array): Uint8Array {
  for (let offset = 0; ;) {
    const end = offset + 2 + new WireReader(row, offset).uint16();
    if (end >= row.length) return row.subarray(offset + 2);
    offset = end;
  }
}

/** A record with its length before it. */
export function withLength(terms: ConnectionTerms): Uint8Array {
  const { length } = terms.bytes;
  return concat(Uint8Array.of(length >>> 8, length & 0xff), terms.bytes);
}

/** The next record of a row, with its length before it. */
export function readWithLength(row: Uint8Array, offset: number): { terms: ConnectionTerms; end: number } {
  const reader = new WireReader(row, offset);
  const length = reader.uint16();
  const parsed = ConnectionTerms.parse(reader.take(length));
  if (!parsed.ok) throw new Error(`The store holds terms that are not canonical: ${parsed.error}.`);
  return { terms: parsed.value, end: offset + 2 + length };
}

function read(row: Uint8Array | undefined): readonly ConnectionTerms[] {
  const known: ConnectionTerms[] = [];
  if (row === undefined) return known;
  for (let offset = 0; offset < row.length;) {
    const { terms, end } = readWithLength(row, offset);
    known.push(terms);
    offset = end;
  }
  return known;
}
