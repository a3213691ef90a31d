export { nextAuditHash } from "./auditChain.js";
export { AuditCheck, type AuditCheckpoint, type AuditFault, type AuditFinding } from "./auditCheck.js";
export { auditLine } from "./auditLine.js";
