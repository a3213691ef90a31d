import type { AgreementKey } from "../../crypto/x25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { ConnectionContext } from "../device/connectionContext.js";
import type { DeviceKeys } from "../device/deviceKeys.js";
import { type DeviceStore, type DeviceTransaction, inTransaction } from "../device/deviceStore.js";
import { checkPin } from "../device/directoryPins.js";
import { learnTerms } from "../device/knownTerms.js";
import { findPrekey } from "../device/prekeyShelf.js";
import { EpochJudgement } from "../epochs/epochJudgement.js";
import { EpochView } from "../epochs/epochView.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { type AgentIdentity, keyPlace } from "../identity/agentIdentity.js";
import { OpenedEpoch } from "./openedEpoch.js";
import type { Rewrap } from "./rewrap.js";

/** What an owner's re-wrap opens, and for whom it was judged. */
export interface HistoryRequest {
  /** The own side is the device's agent. */
  readonly context: ConnectionContext;

  /** The epoch's record, in any form. */
  readonly record: Uint8Array;

  /** The re-wrap. */
  readonly rewrap: Rewrap;

  /** The own agent's directory, with the lists that were in force then. */
  readonly own: AgentDirectory;

  /** The other agent's directory, in the same way. */
  readonly peer: AgentDirectory;
}

/** The device that reads, where its prekeys are not in the store. */
export interface HistoryDevice {
  readonly agent: Id;
  readonly device: Id;

  /** The private half of a prekey by its key id; undefined if it is gone. */
  privateKeyOf(keyId: Bytes32): Promise<AgreementKey | undefined>;
}

/**
 * Opens an old epoch for a device that enrolled later, by its owner's re-wrap. What is read so is history: to be shown,
 * never executed again. Nothing of it is stored.
 * @param store The device's store, which holds its prekey.
 * @param now Unix milliseconds.
 * @returns The epoch, which the caller disposes, or the first reason: those of an epoch except for age, number and
 * roster, then NotAReader if the re-wrap is for another epoch or device, SignatureInvalid, WrapInvalid, PrekeyGone or
 * CommitmentMismatch.
 */
export function openHistory(
  store: DeviceStore, device: DeviceKeys, request: HistoryRequest, now: number): Promise<Result<OpenedEpoch>> {
  // It reads only: what it learns of lists and terms is not kept, for nothing is committed.
  return inTransaction(store, (transaction) => openHistoryWith(transaction, {
    agent: device.agent,
    device: device.device,
    privateKeyOf: async (keyId) => (await findPrekey(transaction, keyId))?.key,
  }, request, now));
}

/** The same within a transaction, for a device whose keys come from anywhere. */
export async function openHistoryWith(
  transaction: DeviceTransaction,
  device: HistoryDevice,
  { context, record, rewrap, own, peer }: HistoryRequest,
  now: number): Promise<Result<OpenedEpoch>> {
  const parsed = EpochView.parse(record);
  if (!parsed.ok) return parsed;
  const epoch = parsed.value;
  const judgement = new EpochJudgement(epoch, context, own, peer);
  let error = judgement.checkIdentity(now);
  if (error === "None") error = await checkPin(transaction, own);
  if (error === "None") error = await checkPin(transaction, peer);
  if (error === "None") error = await judgement.checkSigner();
  if (error === "None") error = await learn(transaction, context, judgement, now);
  if (error === "None") error = judgement.checkSender();
  if (error === "None") error = await checkRewrap(rewrap, epoch, device, context.own);
  if (error !== "None") return refused(error);
  const key = await device.privateKeyOf(rewrap.entry.keyId);
  if (key === undefined) return refused("PrekeyGone");
  const secret = await judgement.open(key, rewrap.entryBytes, rewrap.wrap);
  return secret.ok ? accepted(new OpenedEpoch(epoch, context, judgement, secret.value, true)) : secret;
}

async function learn(
  transaction: DeviceTransaction,
  context: ConnectionContext,
  judgement: EpochJudgement,
  now: number): Promise<Cxe1Error> {
  const own = await learnTerms(transaction, context, true, now);
  if (!own.ok) return own.error;
  const peer = await learnTerms(transaction, context, false, now);
  return peer.ok ? judgement.checkTerms(own.value, peer.value) : peer.error;
}

async function checkRewrap(
  rewrap: Rewrap, epoch: EpochView, device: HistoryDevice, own: AgentIdentity): Promise<Cxe1Error> {
  const { entry } = rewrap;
  if (rewrap.epochHash !== epoch.epochHash
    || entry.agent !== device.agent
    || entry.device !== device.device
    || keyPlace(own, entry.identityHash) < 0)
    return "NotAReader";
  if (!(await rewrap.verifySignature(own.oik))) return "SignatureInvalid";
  return rewrap.wrapMatches() ? "None" : "WrapInvalid";
}
