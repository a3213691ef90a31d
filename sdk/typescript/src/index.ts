export * from "./audit/index.js";
export { ExchangeError, type ExchangeErrorOptions } from "./errors.js";
export * from "./live/index.js";
export * from "./owner/index.js";
export * from "./peers/index.js";
export * from "./rest/index.js";
export * from "./store/index.js";
export {
  type AgentId,
  type CloseCodeMeta,
  closeCodes,
  type ConnectionId,
  type DeviceId,
  type EnvelopeId,
  type Id,
  type NoticeKind,
  type OwnerId,
  parseId,
  type Refusal,
  type RefusalMeta,
  refusals,
  type SendStatus,
  sendStatuses,
  type StatusMeta,
} from "./wire/index.js";
