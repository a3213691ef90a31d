import type { Entry } from "@contextexchange/sdk";
import { DeliveredMessage } from "@contextexchange/sdk/cxe1";

/** One message as the server shows it: sealed, with its labels in the open. */
export interface ThreadMessage {
  /** The envelope's hash: its one name. Sequences are places in two mailboxes, ids are what a sender says. */
  readonly hash: string;
  readonly entry: Entry;
  readonly delivered: DeliveredMessage;
}

/** An entry as a message; null for one that is none. */
export function messageOf(entry: Entry): ThreadMessage | null {
  const delivered = entry.kind === "message" ? DeliveredMessage.parse(entry.body) : null;
  return delivered?.ok === true
    ? { hash: delivered.value.envelope.hash, entry, delivered: delivered.value } : null;
}
