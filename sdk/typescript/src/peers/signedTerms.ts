import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { ConnectionInfo } from "../rest/models.js";
import type { AgentId } from "../wire/id.js";
import { sealingError } from "./sealingErrors.js";

/** Both sides' terms, oldest first, in canonical form and no more: who uses them verifies them link by link. */
export interface SignedTerms {
  readonly own: readonly ConnectionTerms[];
  readonly theirs: readonly ConnectionTerms[];
}

/**
 * Reads both sides' signed terms page by page from the oldest on, until the newest that the connection shows is there;
 * without a connection until no page brings more.
 */
export async function readSignedTerms(
  api: ExchangeApi, agent: AgentId, peer: AgentId, info: Promise<ConnectionInfo> | null,
): Promise<SignedTerms> {
  const [own, theirs] = [new Map<string, ConnectionTerms>(), new Map<string, ConnectionTerms>()];
  for (;;) {
    const before = own.size + theirs.size;
    const [ownNewest, theirNewest] = [[...own.keys()].at(-1), [...theirs.keys()].at(-1)];
    const page = await api.connections.terms(agent, peer, {
      ...(ownNewest === undefined ? {} : { own: ownNewest }),
      ...(theirNewest === undefined ? {} : { theirs: theirNewest }),
    });
    page.own.forEach((record) => add(own, record));
    page.theirs.forEach((record) => add(theirs, record));
    const shown = await info;
    const isWhole = shown !== null && has(own, shown.ownSignedTerms) && has(theirs, shown.theirSignedTerms);
    const isEnd = own.size + theirs.size === before || Math.max(own.size, theirs.size) >= Cxe1Limits.knownTerms;
    if (!isWhole && !isEnd) continue;
    if (shown !== null) {
      add(own, shown.ownSignedTerms);
      add(theirs, shown.theirSignedTerms);
    }
    return { own: [...own.values()], theirs: [...theirs.values()] };
  }
}

function add(known: Map<string, ConnectionTerms>, record: Uint8Array): void {
  const terms = parse(record);
  if (!known.has(terms.hash)) known.set(terms.hash, terms);
}

function has(known: ReadonlyMap<string, ConnectionTerms>, record: Uint8Array): boolean {
  return known.has(parse(record).hash);
}

function parse(record: Uint8Array): ConnectionTerms {
  const parsed = ConnectionTerms.parse(record);
  if (!parsed.ok) throw sealingError(parsed.error);
  return parsed.value;
}
