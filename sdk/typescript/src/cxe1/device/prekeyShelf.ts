import { wipe } from "../../crypto/bytes.js";
import { type FillRandom, systemRandom } from "../../crypto/random.js";
import { type AgreementKey, importAgreementKey } from "../../crypto/x25519.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32 } from "../bytes/id.js";
import type { Result } from "../bytes/result.js";
import type { OwnerNote } from "../consent/ownerNote.js";
import type { ExpectedNote, SealedNote } from "../consent/sealedNote.js";
import { rawPublicKey } from "../identity/agentIdentity.js";
import { Prekey, PrekeyKind } from "../identity/prekey.js";
import type { DeviceKeys } from "./deviceKeys.js";
import { type DeviceStore, DeviceTable, type DeviceTransaction, inTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import { stateKey } from "./stateKey.js";

// A device's prekeys and their private halves, each kept until its end: a signed or one-time prekey for 8 days after it
// may be used, a reply prekey for 9 days, any but a signed one only until the epoch that uses it.

const ROW_SIZE = 1 + 32;

/** The private half of a prekey. */
export interface HeldPrekey {
  readonly key: AgreementKey;
  readonly kind: PrekeyKind;
}

/**
 * Makes signed (SPK) or one-time (OPK) prekeys, stores their private halves and returns what to publish.
 * @param kind Signed or one-time; reply prekeys are made by epochs only.
 * @param count How many, from 1.
 * @param now Unix milliseconds.
 */
export async function publishPrekeys(
  store: DeviceStore,
  device: DeviceKeys,
  kind: typeof PrekeyKind.signedPrekey | typeof PrekeyKind.oneTimePrekey,
  count: number,
  now: number,
  random: FillRandom = systemRandom): Promise<Prekey[]> {
  if (!Number.isInteger(count) || count < 1) throw new RangeError("At least one prekey.");
  return inTransaction(store, async (transaction) => {
    const made: Prekey[] = [];
    for (let i = 0; i < count; i++) made.push(await makePrekey(transaction, device, kind, now, random));
    await transaction.commit();
    return made;
  });
}

/**
 * How many one-time prekeys to publish now: enough for 100 at the server, but none while it still has 25.
 * @param atServer How many of this device's one-time prekeys the server says that it has, from 0.
 */
export function missingOneTimePrekeys(atServer: number): number {
  if (!Number.isInteger(atServer) || atServer < 0) throw new RangeError("A count.");
  return atServer < Cxe1Limits.oneTimePrekeysLow ? Cxe1Limits.oneTimePrekeys - atServer : 0;
}

/** Makes one prekey within a transaction. */
export async function makePrekey(
  transaction: DeviceTransaction,
  device: DeviceKeys,
  kind: PrekeyKind,
  now: number,
  random: FillRandom): Promise<Prekey> {
  const row = new Uint8Array(ROW_SIZE);
  row[0] = kind;
  random(row.subarray(1));
  try {
    const key = await importAgreementKey(row.subarray(1));
    const prekey = await Prekey.issue(device.dsk, device.agent, device.device, kind, rawPublicKey(key), now);
    putUntil(transaction, DeviceTable.prekeys, stateKey(prekey.keyId), row, destroyedAt(prekey));
    return prekey;
  } finally {
    wipe(row);
  }
}

/** The private half of a prekey and its kind; undefined if it is not (or no longer) here. */
export async function findPrekey(transaction: DeviceTransaction, keyId: Bytes32): Promise<HeldPrekey | undefined> {
  const row = await transaction.get(DeviceTable.prekeys, stateKey(keyId));
  if (row === undefined) return undefined;
  try {
    return { key: await importAgreementKey(row.subarray(1)), kind: row[0] as PrekeyKind };
  } finally {
    wipe(row);
  }
}

/** Opens a sealed note for this device; see `SealedNote.openChecked`. */
export function openNote(
  store: DeviceStore, device: DeviceKeys, note: SealedNote, expected: ExpectedNote): Promise<Result<OwnerNote>> {
  return inTransaction(store, (transaction) => note.openChecked({
    agent: device.agent,
    device: device.device,
    privateKeyOf: async (keyId) => (await findPrekey(transaction, keyId))?.key,
  }, expected));
}

/** Deletes the private half that an epoch was opened with, unless its kind serves for many. */
export function consumePrekey(transaction: DeviceTransaction, keyId: Bytes32, kind: PrekeyKind): void {
  if (kind !== PrekeyKind.signedPrekey) transaction.delete(DeviceTable.prekeys, stateKey(keyId));
}

function destroyedAt(prekey: Prekey): number {
  return prekey.kind === PrekeyKind.replyPrekey
    ? prekey.created + Cxe1Limits.replyPrekeyKept
    : prekey.notAfter + Cxe1Limits.signedPrekeyGrace;
}
