import type { OutboxItem } from "../cxe1/device/outbox.js";
import type { SealedMessage } from "../cxe1/device/outgoingMessage.js";
import { EnvelopeView } from "../cxe1/messages/envelopeView.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import type { AgentId, EnvelopeId } from "../wire/id.js";
import type { SendStatus } from "../wire/statuses.js";

/** The server's word that a message is on its disk. */
export interface SendReceipt {
  readonly message: EnvelopeId;
  readonly peer: AgentId;
  /** This device's number for it on this connection. */
  readonly sequence: number;
  /** `held` waits for an owner's decision, a notice tells the outcome; `duplicate` was settled before. */
  readonly status: "accepted" | "held" | "duplicate";
  /** When it was settled, Unix milliseconds by the server's clock. */
  readonly at: number;
}

/** A message that is on its way. */
export interface PostedMessage {
  /** The envelope's id. */
  readonly message: EnvelopeId;
  /** Completes with the server's receipt, or fails as `send` does. */
  readonly receipt: Promise<SendReceipt>;
}

/**
 * One item of a connection's outbox: an epoch record, or a message and whoever waits for its receipt. On the medium.
 */
export class PendingSend {
  readonly receipt: Promise<SendReceipt>;
  /** How often it had to be sent or sealed again. */
  attempts = 0;
  /** The server was asked once to go on with this message's number. */
  isMarkMoved = false;
  /** The last refusal that did not settle it; null while there is none. */
  refused: SendStatus | null = null;
  /** Told when the same text goes on as another envelope. */
  renamed: ((from: EnvelopeId, to: EnvelopeId) => void) | null = null;
  /** The message as it is under way now; another one after it was sealed again. */
  envelopeId: EnvelopeId;
  sequence: number;
  item: OutboxItem;
  lineage: Uint8Array;
  #resolve: (receipt: SendReceipt) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(item: OutboxItem, lineage: Uint8Array) {
    this.item = item;
    this.lineage = lineage;
    this.receipt = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Not everybody waits for a receipt.
    this.receipt.catch(() => undefined);
    const envelope = item.isEpoch ? null : EnvelopeView.parse(item.bytes);
    if (envelope?.ok === false) throw new DeviceStoreError("store-damaged", "The outbox holds what is no envelope.");
    this.sequence = envelope?.value.fields.sequence ?? 0;
    this.envelopeId = envelope?.value.fields.envelopeId ?? "";
  }

  complete(receipt: SendReceipt): void {
    this.#resolve(receipt);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  /** Goes on as another envelope: the same text, sealed again. */
  becomes(item: OutboxItem, sealed: SealedMessage, lineage: Uint8Array): void {
    this.renamed?.(this.envelopeId, sealed.envelopeId);
    this.item = item;
    this.envelopeId = sealed.envelopeId;
    this.sequence = sealed.sequence;
    this.lineage = lineage;
    this.refused = null;
  }
}
