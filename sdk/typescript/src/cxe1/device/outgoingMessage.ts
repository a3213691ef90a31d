import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { Origin, RequestedLevel, Taint } from "../messages/envelopeHeader.js";
import { ContentType, type MessageContent } from "../messages/messageContent.js";
import type { OutboxItem } from "./outbox.js";

/** A message as the application hands it over, with what its header is to say. */
export interface OutgoingMessage {
  /** See `categoryId`. */
  readonly category: Id;

  /**
   * Ask to have this side's owner decide although its terms do not demand it. Where they do, that is requested whatever
   * stands here. Auto if it is not given.
   */
  readonly requested?: RequestedLevel | undefined;

  /** Seconds, 1 to 604,800. */
  readonly timeToLive: number;

  /** The conversation's first envelope; undefined starts one. */
  readonly rootId?: Id | undefined;

  /** The envelope that this one answers; undefined if it answers none. */
  readonly parentId?: Id | undefined;

  /** 0 (if not given) for a first message, else the parent's plus 1; at most `maxHops`. */
  readonly hop?: number | undefined;

  /** The greatest hop of the conversation, 0 to 255. */
  readonly maxHops: number;

  /** What is left of the conversation's budget, 0 to 2^32-1. */
  readonly budget: number;

  /** Who composed the text. */
  readonly origin: Origin;

  /** What flowed into it, bits of `Taint`; none if it is not given. */
  readonly taint?: number | undefined;

  /** What only the readers see. */
  readonly content: MessageContent;
}

/** A sealed message; its bytes stand in the outbox. */
export interface SealedMessage {
  /** The envelope's id. */
  readonly envelopeId: Id;

  /** The envelope's hash. */
  readonly envelopeHash: Bytes32;

  /** This device's number for it on this connection. */
  readonly sequence: number;

  /** Its place in the outbox and its bytes. */
  readonly envelope: OutboxItem;

  /** The epoch record that was put into the outbox before it; undefined if its epoch is not new. */
  readonly epoch: OutboxItem | undefined;
}

/**
 * A value outside its range is the caller's error.
 * @throws RangeError naming the member.
 */
export function assertValid(message: OutgoingMessage): void {
  assertWhole("timeToLive", message.timeToLive, 1, Cxe1Limits.maxTimeToLiveSeconds);
  assertWhole("maxHops", message.maxHops, 0, 0xff);
  assertWhole("hop", message.hop ?? 0, 0, message.maxHops);
  assertWhole("budget", message.budget, 0, 0xffff_ffff);
  assertWhole("requested", message.requested ?? RequestedLevel.auto, RequestedLevel.auto, RequestedLevel.ask);
  assertWhole("origin", message.origin, Origin.human, Origin.web);
  assertWhole("taint", message.taint ?? Taint.none, Taint.none, Taint.all);
  assertWhole("content.type", message.content.type, ContentType.text, ContentType.request);
}

function assertWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}.`);
}
