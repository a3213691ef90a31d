export type {
  AccountInfo, AccountSummary, ApprovalMail, Assurance, IssuerAnswer, IssuerInfo, IssuerLink, LinkPreview, LinkSent,
  NextStep, NotificationSettings, PasskeyInfo, Role, TotpSecret, VaultInfo, WebAuthnJson,
} from "./accountModels.js";
export { type Activity, activityEventOf } from "./activity.js";
export type { InviteRequest } from "./connectionsApi.js";
export { AnswerError, ProblemError, UnreachableError } from "./errors.js";
export { ExchangeApi } from "./exchangeApi.js";
export type { CallOptions, Fetch } from "./http.js";
export type {
  ActivityEvent, AgentInfo, AgentRegistered, ApprovalInfo, AuditEntry, Challenge, ConnectionInfo, DeviceInfo, Entry,
  EntryPage, EpochAnswer, InviteInfo, InviteIssued, InvitePreview, KeyInfo, KeyIssued, Level, MailboxPage, OwnerInfo,
  OwnerRegistered, PageCode, PeerKeys, Policy, ReceiptInfo, SendAnswer, SessionGrant, SessionInfo, SiloInfo, Terms,
  TermsHistory, Ticket, Verdict,
} from "./models.js";
export { originOf } from "./origin.js";
export type { Proof } from "./ownersApi.js";
