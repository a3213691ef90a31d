import { type Bytes32, type Id, ZERO_BYTES32, ZERO_ID } from "../bytes/id.js";
import type { WireReader } from "../bytes/wireReader.js";
import type { WireWriter } from "../bytes/wireWriter.js";
import { type AgentIdentity, aikHashOf, keyPlace, oikHashOf } from "../identity/agentIdentity.js";

/** One side of a connection as signed terms name it. */
export interface TermsParty {
  /** The agent. */
  readonly agent: Id;

  /** SHA-256 of the agent's identity key. */
  readonly aikHash: Bytes32;

  /** SHA-256 of its owner's identity key. */
  readonly oikHash: Bytes32;
}

/** Nobody: the peer of an offer. */
export const NO_PARTY: TermsParty = { agent: ZERO_ID, aikHash: ZERO_BYTES32, oikHash: ZERO_BYTES32 };

/** One side as its identity was pinned. */
export function partyOf(identity: AgentIdentity): TermsParty {
  return { agent: identity.agent, aikHash: aikHashOf(identity), oikHash: oikHashOf(identity) };
}

/** Whether signed terms mean this agent and owner, under today's key or an earlier one. */
export function isNamedBy(identity: AgentIdentity, party: TermsParty): boolean {
  return party.agent === identity.agent && party.oikHash === oikHashOf(identity)
    && keyPlace(identity, party.aikHash) >= 0;
}

/** Whether two parties are the same in every field. */
export function sameParty(left: TermsParty, right: TermsParty): boolean {
  return left.agent === right.agent && left.aikHash === right.aikHash && left.oikHash === right.oikHash;
}

export function readParty(reader: WireReader): TermsParty {
  return { agent: reader.id(), aikHash: reader.bytes32(), oikHash: reader.bytes32() };
}

export function writeParty(writer: WireWriter, party: TermsParty): void {
  writer.id(party.agent);
  writer.bytes32(party.aikHash);
  writer.bytes32(party.oikHash);
}
