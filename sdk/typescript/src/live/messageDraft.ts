import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { ZERO_ID, type Id } from "../cxe1/bytes/id.js";
import type { OutgoingMessage } from "../cxe1/device/outgoingMessage.js";
import { Origin, Taint } from "../cxe1/messages/envelopeHeader.js";
import { concat, fromHex, randomBytes, toHex } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { categoryOf } from "../peers/contract.js";
import type { OriginName, ReceivedItem, TaintName } from "./items.js";
import { contentTypeOf, type ContentKind } from "./untrustedContent.js";

/** What an application sends. Everything here is sealed: the server sees none of it, only its size bucket. */
export interface Message {
  /** The text, or the structured payload as text; with the rest at most 65,472 bytes of UTF-8. */
  readonly text: string;
  /** `text` by default. */
  readonly kind?: ContentKind;
  /** At most 256 bytes of UTF-8. */
  readonly subject?: string;
  /** What `text` is, for structured payloads. */
  readonly schemaId?: string;
  /** A word to the owners who read or decide, at most 1,024 bytes. */
  readonly note?: string;
  /** The thread; by default that of the message that is answered, or a new one. */
  readonly thread?: Id;
  /** Names this message for ever: a receiver acts once on it, however often it is sent. Random by default. */
  readonly logicalId?: Id;
}

/** How a message is sent. */
export interface SendOptions {
  /** The message that this one answers. */
  readonly inReplyTo?: ReceivedItem;
  /** How long it may wait for its reader, holds included: 1 second to 7 days, in seconds. 7 days by default. */
  readonly timeToLive?: number;
  /** Who composed the text; `model` by default. */
  readonly origin?: OriginName;
  /** What flowed into it; what the answered message carried is added by itself. */
  readonly taint?: readonly TaintName[];
  /** Most hops of a new conversation, 0 to 32 (by default); answers keep their conversation's. */
  readonly maxHops?: number;
  /** Budget of a new conversation, 1,000 by default: every answer has less. */
  readonly budget?: number;
  /** When as many messages are under way as the client allows: wait for a place (by default), or `outbox-full`. */
  readonly whenFull?: "wait" | "throw";
  /** Cancels the wait. A message that was sealed before stays in the outbox and is sent all the same. */
  readonly signal?: AbortSignal;
}

const defaultHops = 32;
const defaultBudget = 1_000;

/**
 * Turns what an application sends into what CXE1 seals; an answer carries its conversation on.
 * @throws {ExchangeError} `loop-limit` or `budget-exhausted`: the conversation ends here; `usage`: no category.
 */
export function draftOf(category: string, message: Message, options: SendOptions): OutgoingMessage {
  const parent = options.inReplyTo;
  const draft: OutgoingMessage = {
    category: categoryOf(category),
    timeToLive: Math.round(options.timeToLive ?? Cxe1Limits.maxTimeToLiveSeconds),
    maxHops: options.maxHops ?? defaultHops,
    budget: options.budget ?? defaultBudget,
    origin: Origin[options.origin ?? "model"],
    taint: (options.taint ?? []).reduce<number>((bits, name) => bits | Taint[name], Taint.none),
    content: {
      type: contentTypeOf(message.kind ?? "text"),
      threadId: message.thread ?? parent?.content.thread ?? randomId(),
      logicalId: message.logicalId ?? randomId(),
      subject: message.subject ?? "",
      note: message.note ?? "",
      schemaId: message.schemaId ?? null,
      text: message.text,
    },
  };
  return parent === undefined ? draft : answerTo(draft, parent);
}

/** root 16 || hop 1 || taint 2 || budget 4 || tag 16 of the answered message; empty for a first one. */
export function lineageOf(parent: ReceivedItem | undefined): Uint8Array {
  if (parent === undefined || parent.tag.length === 0) return new Uint8Array(0);
  const { rootId, hop, taint, budget } = parent.header;
  const numbers = new Uint8Array(7);
  const view = new DataView(numbers.buffer);
  view.setUint8(0, hop);
  view.setUint16(1, taint);
  view.setUint32(3, budget);
  return concat(fromHex(rootId), numbers, parent.tag);
}

function answerTo(draft: OutgoingMessage, parent: ReceivedItem): OutgoingMessage {
  const { header } = parent;
  if (header.hop >= header.maxHops) {
    throw new ExchangeError(
      "loop-limit", "The conversation reached its hop limit: start a new one instead of answering.");
  }
  if (header.budget === 0)
    throw new ExchangeError("budget-exhausted", "The conversation has no budget left: start a new one.");
  return {
    ...draft,
    rootId: header.rootId,
    parentId: header.envelopeId === ZERO_ID ? undefined : header.envelopeId,
    hop: header.hop + 1,
    maxHops: header.maxHops,
    budget: Math.min(draft.budget, header.budget - 1),
    taint: (draft.taint ?? 0) | header.taint | Taint.peer,
  };
}

function randomId(): Id {
  return toHex(randomBytes(16));
}
