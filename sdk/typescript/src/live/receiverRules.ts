import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import type { DeliveredMessage } from "../cxe1/consent/deliveredMessage.js";
import { DeviceTable } from "../cxe1/device/deviceStore.js";
import { stateKey } from "../cxe1/device/stateKey.js";
import { DeviceList } from "../cxe1/identity/deviceList.js";
import type { EnvelopeView } from "../cxe1/messages/envelopeView.js";
import { sealingCode } from "../peers/sealingErrors.js";
import type { StoreTransaction } from "../store/clientStore.js";
import { readNotice, type Notice } from "../wire/entries.js";
import type { DeliveryFrame } from "../wire/frames.js";
import { isAttack } from "./attacks.js";
import type { AgentProfile } from "./agentProfile.js";
import { ClientTable, idKey } from "./clientTables.js";
import { detached } from "./mailbox.js";

/** What keys and terms that are read again may mend. */
export const staleErrors: ReadonlySet<Cxe1Error> = new Set<Cxe1Error>([
  "DirectoryStale", "TermsUnknown", "TermsMismatch", "DeviceNotListed", "RosterNamesGhost", "RosterOmitsDevice",
  "WrongIdentity",
]);

/** Why an entry is not given to the application. */
export interface Failure {
  /** A stable code. */
  readonly code: string;
  /** Somebody forged or altered something. */
  readonly isAttack: boolean;
}

/** What is no finding of CXE1's. */
export function failureOf(code: string): Failure {
  return { code, isAttack: false };
}

/** What CXE1 found; excused where it looks like an attack and has an innocent explanation. */
export function foundIn(error: Cxe1Error, isExcused = false): Failure {
  return { code: sealingCode(error), isAttack: isAttack(error) && !isExcused };
}

/** The refusal of one message. */
export function refusalOf(error: Cxe1Error, message: DeliveredMessage, delivery: DeliveryFrame, now: number): Failure {
  // An approval that held and is over: a device that was away for long finds such.
  const isOver = message.approvals.some(({ expiry }) => expiry + Cxe1Limits.clockTolerance < now);
  if (error === "ApprovalInvalid" && isOver) return failureOf("approval-expired");
  // The owner has just vouched for another key: what an earlier one signed is refused, and no new alarm.
  return foundIn(error, error === "WrongIdentity" && isReleased(delivery));
}

/**
 * Whether a message whose predecessor is not known here should have one. A device that enrolled later, or has forgotten
 * what is older than 8 days, does not know it and misses nothing.
 * @param isFirst No message had come on this connection before.
 */
export function isGap(
  rows: StoreTransaction, { fields }: EnvelopeView, profile: AgentProfile, isFirst: boolean,
): boolean {
  const { connection, senderAgent, senderDevice } = fields;
  const known = rows.scan(DeviceTable.history, stateKey(connection, senderAgent, senderDevice), 2).length;
  return known > 1 || isFirst && isFirstDevice(rows, profile);
}

/** A person must say first who the peer is; then the entry may be opened after all. */
export function waitsForTrust({ code }: Failure): boolean {
  return code === "peer-identity-changed" || code === "peer-unverified";
}

/** What waited has a number outside of the mailbox. */
export function isReleased(delivery: DeliveryFrame): boolean {
  return delivery.sequence >= detached;
}

export function noticeIn(delivery: DeliveryFrame): Notice | null {
  return delivery.kind === "notice" ? readNotice(delivery.body) : null;
}

function isFirstDevice(rows: StoreTransaction, { agent, deviceId }: AgentProfile): boolean {
  const [row] = rows.scan(ClientTable.deviceLists, idKey(agent), 1);
  const first = row === undefined ? undefined : DeviceList.parse(row.value);
  return first?.ok === true && first.value.version === 1 && first.value.find(deviceId) !== undefined;
}
