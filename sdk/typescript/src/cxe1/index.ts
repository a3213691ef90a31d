export { CXE1_ERRORS, type Cxe1Error, type Cxe1Refusal } from "./bytes/cxe1Error.js";
export { Cxe1Limits } from "./bytes/cxe1Limits.js";
export { type Bytes32, categoryId, type Id, isId, nextId, ZERO_BYTES32, ZERO_ID } from "./bytes/id.js";
export type { Result } from "./bytes/result.js";
export { keyIdOf, SUITE } from "./bytes/suite.js";
export {
  Approval,
  ApprovalDecision,
  type ApprovalFields,
  OwnerSide,
} from "./consent/approval.js";
export { type CategoryTerms, ConsentLevel } from "./consent/categoryTerms.js";
export { ConnectionTerms, offerIdOf, OwnerRead, type TermsFields } from "./consent/connectionTerms.js";
export {
  checkApprovals,
  checkConsent,
  checkTerms,
  type ConsentSide,
  holds,
  isAllowed,
  needsApproval,
} from "./consent/consentRule.js";
export { DeliveredMessage } from "./consent/deliveredMessage.js";
export { OwnerNote } from "./consent/ownerNote.js";
export { type ExpectedNote, type NoteReader, SealedNote } from "./consent/sealedNote.js";
export {
  checkTermsRecord,
  extendTerms,
  type TermsExpectation,
  termsInForce,
  type TermsJudgement,
} from "./consent/termsChain.js";
export { NO_PARTY, partyOf, type TermsParty } from "./consent/termsParty.js";
export { followRotations, withPastKeys } from "./identity/rotationChain.js";
export { type Clock, systemClock } from "./device/clock.js";
export type { ConnectionContext } from "./device/connectionContext.js";
export { ConnectionReceiver, type ReceiveOutcome } from "./device/connectionReceiver.js";
export {
  ConnectionSender,
  type ResealOutcome,
  type SenderOptions,
  type UndeliveredMessage,
} from "./device/connectionSender.js";
export { DeviceKeys } from "./device/deviceKeys.js";
export {
  type DeviceRow,
  type DeviceStore,
  DeviceTable,
  type DeviceTransaction,
  inTransaction,
} from "./device/deviceStore.js";
export { destroyExpired } from "./device/expiringState.js";
export {
  acknowledgeMessage,
  findReceived,
  type ReceivedMessage,
  unacknowledgedMessages,
} from "./device/inbox.js";
export { type OutboxItem, pendingItems, settleItem } from "./device/outbox.js";
export { withdrawFrom } from "./device/outboxWithdrawal.js";
export type { OutgoingMessage, SealedMessage } from "./device/outgoingMessage.js";
export { missingOneTimePrekeys, openNote, publishPrekeys } from "./device/prekeyShelf.js";
export { findSent, forgetSent } from "./device/sentMessages.js";
export { EpochView } from "./epochs/epochView.js";
export { ReaderKind, type RosterEntry } from "./epochs/rosterEntry.js";
export { checkRoster, type RosterSide } from "./epochs/rosterRule.js";
export { AgentCertificate } from "./identity/agentCertificate.js";
export { AgentDirectory, type DirectoryRecords } from "./identity/agentDirectory.js";
export {
  type AgentIdentity,
  aikHashOf,
  hashOfPublicKey,
  oikHashOf,
  rawPublicKey,
  sameIdentity,
} from "./identity/agentIdentity.js";
export { ConnectProof } from "./identity/connectProof.js";
export { DeviceCertificate } from "./identity/deviceCertificate.js";
export { DeviceList, type ListedDevice } from "./identity/deviceList.js";
export { Prekey, PrekeyKind } from "./identity/prekey.js";
export { RotatedKey, Rotation } from "./identity/rotation.js";
export type { SignedRecord } from "./identity/signedRecord.js";
export { ViewerCertificate } from "./identity/viewerCertificate.js";
export { ENVELOPE_ERRORS, type EnvelopeError, type EnvelopeRefusal } from "./messages/envelopeError.js";
export { type EnvelopeHeader, Origin, RequestedLevel, Taint } from "./messages/envelopeHeader.js";
export { EnvelopeView } from "./messages/envelopeView.js";
export { ContentLimits, ContentType, type MessageContent } from "./messages/messageContent.js";
export { Nack, type NackFields, NackReason, nackReasonOf } from "./messages/nack.js";
export { type HistoryDevice, type HistoryRequest, openHistory } from "./owner/historyReader.js";
export { OpenedEpoch } from "./owner/openedEpoch.js";
export {
  openOwnerVault,
  type OwnerVault,
  type OwnerVaultRefusal,
  readOwnerLink,
  sealOwnerVault,
  toOwnerLink,
  type VaultAgent,
  type VaultViewer,
  wipeOwnerVault,
} from "./owner/ownerVault.js";
export { isAttack, OwnerViewer } from "./owner/ownerViewer.js";
export { Rewrap } from "./owner/rewrap.js";
export { safetyNumber, safetyNumberCode, showSafetyNumber } from "./owner/safetyNumber.js";
