import { categories, type ConnectionInfo } from "@contextexchange/sdk";
import { categoryId, Origin, Taint } from "@contextexchange/sdk/cxe1";
import type { ThreadMessage } from "./threadMessage.js";

/** What stands on the outside of a message: the server reads it too. Signed by the sender, said by nobody else. */
export interface Labels {
  /** The envelope's hash: its one name. Sequences are places in two mailboxes, ids are what a sender says. */
  readonly hash: string;
  readonly at: number;
  readonly sender: string;
  /** Null where neither contract has that category any more. */
  readonly category: string | null;
  readonly origin: string;
  readonly taint: readonly string[];
  readonly askedOwner: boolean;
  readonly hop: number;
  readonly maxHops: number;
  /** The conversation ends here: nobody may answer. A first message that asks for no answer ends nothing. */
  readonly isLast: boolean;
  readonly size: number;
}

/** The labels of a message. */
export function labelsOf({ hash, entry, delivered }: ThreadMessage, names: Iterable<string>): Labels {
  const { envelope, approvals } = delivered;
  const { fields } = envelope;
  return {
    hash, at: entry.at, sender: fields.senderAgent,
    category: [...names].find((name) => categoryId(name) === fields.category) ?? null,
    origin: Object.entries(Origin).find(([, value]) => value === fields.origin)?.[0] ?? "model",
    taint: (["web", "tool", "peer", "file"] as const).filter((name) => (fields.taint & Taint[name]) !== 0),
    askedOwner: approvals.length > 0,
    hop: fields.hop, maxHops: fields.maxHops,
    isLast: fields.hop > 0 && (fields.hop >= fields.maxHops || fields.budget === 0),
    size: entry.body.length,
  };
}

/** The categories that a connection's contracts name, and the built-in ones. */
export function knownCategories(connection: ConnectionInfo | undefined): ReadonlySet<string> {
  return new Set([
    ...categories, ...Object.keys(connection?.own.levels ?? {}), ...Object.keys(connection?.theirs.levels ?? {}),
  ]);
}
