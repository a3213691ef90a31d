import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { OwnerSide } from "../consent/approval.js";
import { ConsentLevel } from "../consent/categoryTerms.js";
import { type ConnectionTerms, OwnerRead } from "../consent/connectionTerms.js";
import { isAllowed, needsApproval } from "../consent/consentRule.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { sameIdentity } from "../identity/agentIdentity.js";
import type { DeviceCertificate } from "../identity/deviceCertificate.js";
import type { ViewerCertificate } from "../identity/viewerCertificate.js";
import { RequestedLevel } from "../messages/envelopeHeader.js";
import type { ConnectionContext } from "./connectionContext.js";
import type { DeviceKeys } from "./deviceKeys.js";
import type { DeviceTransaction } from "./deviceStore.js";
import { checkPin } from "./directoryPins.js";
import { learnTerms } from "./knownTerms.js";
import type { OutgoingMessage } from "./outgoingMessage.js";

/**
 * Everything that one call of a sender works with: its transaction, and who the parties are and what they have signed at
 * this moment.
 */
export interface SendingTurn {
  readonly transaction: DeviceTransaction;
  readonly context: ConnectionContext;
  readonly own: AgentDirectory;
  readonly peer: AgentDirectory;
  readonly certificate: DeviceCertificate;

  /** Unix milliseconds. */
  readonly now: number;

  /** This side's newest terms. */
  readonly ownTerms: ConnectionTerms;

  /** The other side's newest terms. */
  readonly peerTerms: ConnectionTerms;

  /** What the message requests: what this side's terms demand, or more. */
  readonly requested: RequestedLevel;

  /** This side's owner's viewer; undefined if it does not read this message. */
  readonly ownViewer: ViewerCertificate | undefined;

  /** The other side's owner's viewer; undefined if it does not read this message. */
  readonly peerViewer: ViewerCertificate | undefined;
}

/** The parties of a turn. */
export interface SendingParties {
  readonly context: ConnectionContext;
  readonly own: AgentDirectory;
  readonly peer: AgentDirectory;
}

/** The directory of the agent that a key or device belongs to; undefined if it is neither side. */
export function directoryOf(turn: SendingTurn, agent: Id): AgentDirectory | undefined {
  if (agent === turn.context.own.agent) return turn.own;
  return agent === turn.context.peer.agent ? turn.peer : undefined;
}

/**
 * Judges, before anything is sealed, whether this device may send this message now: its own certificate, both
 * directories, both sides' newest terms, and whether every owner that must read or decide can.
 */
export async function beginTurn(
  transaction: DeviceTransaction,
  device: DeviceKeys,
  parties: SendingParties,
  message: OutgoingMessage,
  now: number): Promise<Result<SendingTurn>> {
  const { own, peer, context } = parties;
  const { certificate } = device;
  const error = await checkKeys(transaction, device, parties, now);
  if (error !== "None") return refused(error);
  if (certificate === undefined) return refused("OwnCertificateInvalid");
  const ownTerms = await newestTerms(transaction, context, true, now);
  if (!ownTerms.ok) return ownTerms;
  const peerTerms = await newestTerms(transaction, context, false, now);
  if (!peerTerms.ok) return peerTerms;
  const terms = [ownTerms.value, peerTerms.value] as const;
  const { category } = message;
  if (!isAllowed(category, ...terms)) return refused("NotAllowed");
  const demanded = ownTerms.value.shareLevel(category) === ConsentLevel.ask;
  const requested = demanded ? RequestedLevel.ask : (message.requested ?? RequestedLevel.auto);
  const needs = (side: OwnerSide) => needsApproval(category, requested, side, ...terms);
  const ownViewer = findViewer(own, ownTerms.value, needs(OwnerSide.sender), now);
  if (!ownViewer.ok) return ownViewer;
  const peerViewer = findViewer(peer, peerTerms.value, needs(OwnerSide.recipient), now);
  if (!peerViewer.ok) return peerViewer;
  return accepted({
    transaction,
    context,
    own,
    peer,
    certificate,
    now,
    ownTerms: ownTerms.value,
    peerTerms: peerTerms.value,
    requested,
    ownViewer: ownViewer.value,
    peerViewer: peerViewer.value,
  });
}

async function checkKeys(
  transaction: DeviceTransaction,
  device: DeviceKeys,
  { context, own, peer }: SendingParties,
  now: number): Promise<Cxe1Error> {
  if (!sameIdentity(own.identity, context.own)
    || !sameIdentity(peer.identity, context.peer)
    || device.agent !== context.own.agent)
    return "WrongIdentity";
  let error = await checkPin(transaction, own);
  if (error === "None") error = await checkPin(transaction, peer);
  if (error !== "None") return error;
  const isListed = own.devices.find(device.device)?.dsk === device.dskPublic;
  return isListed && device.certificate?.isValidAt(now) === true ? "None" : "OwnCertificateInvalid";
}

async function newestTerms(
  transaction: DeviceTransaction,
  context: ConnectionContext,
  own: boolean,
  now: number): Promise<Result<ConnectionTerms>> {
  const known = await learnTerms(transaction, context, own, now);
  if (!known.ok) return known;
  const newest = known.value.at(-1);
  return newest === undefined ? refused("TermsUnknown") : accepted(newest);
}

/** The viewer that must stand in the roster; an owner that only may decide about other messages does not read. */
function findViewer(
  directory: AgentDirectory,
  terms: ConnectionTerms,
  decides: boolean,
  now: number): Result<ViewerCertificate | undefined> {
  if (terms.ownerRead !== OwnerRead.everything && !decides) return accepted(undefined);
  const viewer = directory.newestViewer(now);
  // Terms under which nothing asks have no place for a viewer, also if the sender asks of its own accord.
  return viewer === undefined || !terms.admitsViewer ? refused("NoViewer") : accepted(viewer);
}
