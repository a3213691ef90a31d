import type { Id } from "../bytes/id.js";
import type { ConnectionTerms } from "../consent/connectionTerms.js";
import type { TermsExpectation } from "../consent/termsChain.js";
import type { AgentIdentity } from "../identity/agentIdentity.js";

/**
 * What a device was told about one connection: who the two sides are, as pinned, and which terms they signed. The terms
 * are judged against what the device remembers before anything rests on them.
 */
export interface ConnectionContext {
  /** The connection. */
  readonly connection: Id;

  /** This device's own agent. */
  readonly own: AgentIdentity;

  /** The other side's agent, as pinned. */
  readonly peer: AgentIdentity;

  /**
   * This side's signed terms, oldest first, the newest last; at most the 1,024 newest. Their signatures need not have
   * been checked. Empty if none is known: then nothing can be sealed or received.
   */
  readonly ownTerms: readonly ConnectionTerms[];

  /** The other side's signed terms, in the same way. */
  readonly peerTerms: readonly ConnectionTerms[];

  /**
   * The offer ids of the invites from which the connection came, one for each time that it was made; an empty list lets
   * no offer pass. Who accepted computes one from the link, a device that never saw that has it from `extendOffers`.
   */
  readonly offers: readonly Id[];
}

/** Who must stand in the terms of one side. */
export function expectedOf(context: ConnectionContext, own: boolean): TermsExpectation {
  return {
    side: own ? context.own : context.peer,
    peer: own ? context.peer : context.own,
    connection: context.connection,
    offers: context.offers,
  };
}
