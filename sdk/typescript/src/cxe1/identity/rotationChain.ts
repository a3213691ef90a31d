import type { Bytes32 } from "../bytes/id.js";
import { sha256OfBytes } from "../bytes/id.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { type AgentIdentity, keyPlace, type PastKey } from "./agentIdentity.js";
import { RotatedKey, type Rotation } from "./rotation.js";

// Follows an agent's identity key over the rotations that it signed: docs/protocol/cxe1.md, section 5.6.

/**
 * From the pinned key to the one that the agent's certificate names.
 * @param pinned What is known for certain.
 * @param aik Of a certificate that the pinned owner's key signed.
 * @param rotations As shown, oldest first; those before the pinned key are passed over.
 * @param now Unix milliseconds.
 * @returns The identity with the new key and the earlier ones, also if nothing has changed; WrongIdentity (no rotation
 * leads from the pinned key to this one), SignatureInvalid, NotYetValid or HistoryForked (back to a key that was left,
 * or back in time).
 */
export async function followRotations(
  pinned: AgentIdentity, aik: Bytes32, rotations: readonly Rotation[], now: number): Promise<Result<AgentIdentity>> {
  let current = pinned;
  for (const rotation of rotations) {
    if (current.aik === aik) break;
    if (!isOf(rotation, current) || rotation.oldKey !== current.aik) continue;
    if (!(await rotation.verifySignature(current.aik))) return refused("SignatureInvalid");
    if (rotation.created > now + Cxe1Limits.clockTolerance) return refused("NotYetValid");
    if (leadsBack(rotation, current)) return refused("HistoryForked");
    const past = [...(current.past ?? []), { aik: rotation.oldKey, until: rotation.created }];
    current = { ...current, aik: rotation.newKey, past };
  }
  return current.aik === aik ? accepted(current) : refused("WrongIdentity");
}

/**
 * Today's identity with the keys that led to it, as far back as signed rotations reach: for whoever has pinned none of
 * them. That today's identity is the right one must be known from elsewhere.
 */
export async function withPastKeys(
  today: AgentIdentity, rotations: readonly Rotation[]): Promise<AgentIdentity> {
  let first = today.aik;
  let until = Number.MAX_SAFE_INTEGER;
  const past: PastKey[] = [];
  for (const rotation of [...rotations].reverse()) {
    if (!isOf(rotation, today) || rotation.newKey !== first || rotation.created > until) continue;
    if (!(await rotation.verifySignature(rotation.oldKey))) break;
    past.unshift({ aik: rotation.oldKey, until: rotation.created });
    first = rotation.oldKey;
    until = rotation.created;
  }
  return past.length === 0 ? today : { ...today, past };
}

function isOf(rotation: Rotation, identity: AgentIdentity): boolean {
  return rotation.kind === RotatedKey.agent && rotation.agent === identity.agent;
}

function leadsBack(rotation: Rotation, current: AgentIdentity): boolean {
  const last = current.past?.at(-1);
  return keyPlace(current, sha256OfBytes(rotation.newKey)) >= 0
    || (last !== undefined && rotation.created < last.until);
}
