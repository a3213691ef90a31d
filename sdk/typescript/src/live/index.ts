export { AgentClient } from "./agentClient.js";
export { AgentProfile, type NewAgentProfile } from "./agentProfile.js";
export type { ClientOptions, MailboxGap } from "./clientOptions.js";
export type { ClientState, ClientStatus } from "./connectionLoop.js";
export { type Clock, systemClock } from "./clock.js";
export type { HistoryMessage } from "./history.js";
export type {
  MailboxItem, NoticeItem, OriginName, ReceivedItem, TaintName, UndeliveredItem, UnreadableItem, WithheldItem,
} from "./items.js";
export type { Message, SendOptions } from "./messageDraft.js";
export type { PostedMessage, SendReceipt } from "./pendingSend.js";
export { ClosedError, SendRefusedError } from "./sendErrors.js";
export { type ContentKind, UntrustedContent } from "./untrustedContent.js";
export type { WebSocketFactory, WebSocketLike } from "./webSockets.js";
