import type { ConnectionInfo, Entry } from "@contextexchange/sdk";
import { categories } from "@contextexchange/sdk";
import { categoryId, DeliveredMessage, Origin, Taint } from "@contextexchange/sdk/cxe1";

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
  readonly size: number;
}

/** The labels of a message; null for an entry that is none. */
export function labelsOf({ at, kind, body }: Entry, names: Iterable<string>): Labels | null {
  const delivered = kind === "message" ? DeliveredMessage.parse(body) : null;
  if (delivered?.ok !== true) return null;
  const { envelope, approvals } = delivered.value;
  const { fields } = envelope;
  return {
    hash: envelope.hash, at, sender: fields.senderAgent,
    category: [...names].find((name) => categoryId(name) === fields.category) ?? null,
    origin: Object.entries(Origin).find(([, value]) => value === fields.origin)?.[0] ?? "model",
    taint: (["web", "tool", "peer", "file"] as const).filter((name) => (fields.taint & Taint[name]) !== 0),
    askedOwner: approvals.length > 0,
    hop: fields.hop, maxHops: fields.maxHops, size: body.length,
  };
}

/** The categories that a connection's contracts name, and the built-in ones. */
export function knownCategories(connection: ConnectionInfo | undefined): ReadonlySet<string> {
  return new Set([
    ...categories, ...Object.keys(connection?.own.levels ?? {}), ...Object.keys(connection?.theirs.levels ?? {}),
  ]);
}
