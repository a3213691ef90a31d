import { sha256, toHex, utf8 } from "../crypto/index.js";
import { idBytes, type AgentId, type ConnectionId } from "../wire/id.js";

/**
 * The id of the one connection that two agents can have: the first 16 bytes of
 * SHA-256("cex connection" || 0x00 || lower agent || higher agent), agents in unsigned bytewise order.
 */
export function connectionBetween(one: AgentId, other: AgentId): ConnectionId {
  const [lower, higher] = one <= other ? [one, other] : [other, one];
  return toHex(sha256(utf8("cex connection\0"), idBytes(lower), idBytes(higher)).subarray(0, 16));
}
