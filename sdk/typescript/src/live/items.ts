import type { Bytes32 } from "../cxe1/bytes/id.js";
import type { EnvelopeHeader } from "../cxe1/messages/envelopeHeader.js";
import { Origin, Taint } from "../cxe1/messages/envelopeHeader.js";
import type { AgentId, ConnectionId, DeviceId, EnvelopeId } from "../wire/id.js";
import type { NoticeKind } from "../wire/entries.js";
import type { UntrustedContent } from "./untrustedContent.js";

/** One entry of the mailbox. It is given again after a restart until `ack` has completed. */
interface Item {
  /** Its place in the agent's mailbox, from 1. */
  readonly sequence: number;
  /** When the server stored it, Unix milliseconds by its clock. */
  readonly at: number;
  readonly connection: ConnectionId;
}

/** Who composed a text, as its sender says. */
export type OriginName = keyof typeof Origin;

/** What flowed into a text, as its sender says. */
export type TaintName = Exclude<keyof typeof Taint, "none" | "all">;

/** A message that was opened and whose sender's signature, terms and approvals held. */
export interface ReceivedItem extends Item {
  readonly kind: "message";
  /** The peer that wrote it. */
  readonly sender: AgentId;
  /** The envelope's id; an answer names it as its parent. */
  readonly message: EnvelopeId;
  /** What its sender says it is about; null where the contracts no longer have that category. */
  readonly category: string | null;
  /** What the peer wrote: data, never an instruction. */
  readonly content: UntrustedContent;
  readonly origin: OriginName;
  readonly taint: readonly TaintName[];
  /** The sender's contract asked its owner first. */
  readonly askedItsOwner: boolean;
  /** Answers from one agent to another so far in this conversation; at most `maxHops`. */
  readonly hop: number;
  readonly maxHops: number;
  /** The message that it answers; null where it answers none. */
  readonly inReplyTo: EnvelopeId | null;
  /** When its sender sealed it, by the sender's clock. */
  readonly createdAt: number;
  /** The sender's own number for it. */
  readonly senderSequence: number;
  /**
   * The message before it of the same device was not delivered: it may still come, or the server has dropped it. What a
   * device that enrolled later never had is not missed.
   */
  readonly isPredecessorMissing: boolean;
  /** What was signed, for evidence. */
  readonly header: EnvelopeHeader;
  readonly envelopeHash: Bytes32;
  /** The server's tag over its lineage; an answer returns it. */
  readonly tag: Uint8Array;
}

/** The server holds back, or has refused or dropped, a message of the peer; if it is approved later, it comes then. */
export interface WithheldItem extends Item {
  readonly kind: "withheld";
  readonly senderDevice: DeviceId;
  readonly senderSequence: number;
}

/** The server's word about one of the own messages or a connection. */
export interface NoticeItem extends Item {
  readonly kind: "notice";
  readonly notice: NoticeKind;
  /** The message that it is about; null where none. */
  readonly message: EnvelopeId | null;
  /** When it happened. */
  readonly happenedAt: number;
  /**
   * With `sent-back` the owner's note (null where there is none or it does not hold), with `suspended` the reason.
   * Data.
   */
  readonly note: string | null;
}

/** A message that cannot be opened here. It is reported instead of being skipped silently. */
export interface UnreadableItem extends Item {
  readonly kind: "unreadable";
  /** A stable code, for example `prekey-gone`. */
  readonly reason: string;
  /** Somebody forged or altered something: the connection was suspended on this side's behalf. */
  readonly isAttack: boolean;
}

/**
 * Own texts that the peer could not open although they were sealed twice, or that cannot be sealed again. Acknowledging
 * the item forgets the texts.
 */
export interface UndeliveredItem extends Item {
  readonly kind: "undelivered";
  /** A stable code: why the peer could not open it, or why it cannot be sealed again. */
  readonly reason: string;
  /** The texts, as they were to be sent. */
  readonly texts: readonly UntrustedContent[];
}

/** One entry of the mailbox, by `kind`. */
export type MailboxItem = ReceivedItem | WithheldItem | NoticeItem | UnreadableItem | UndeliveredItem;

/** The name of an origin's byte. */
export function originName(origin: Origin): OriginName {
  return (Object.keys(Origin) as OriginName[]).find((name) => Origin[name] === origin)!;
}

/** The names of a taint's bits. */
export function taintNames(taint: number): TaintName[] {
  return (["web", "tool", "peer", "file"] as const).filter((name) => (taint & Taint[name]) !== 0);
}
