import { ApprovalDecision, Approval, OwnerSide } from "../cxe1/consent/approval.js";
import type { DeliveredMessage } from "../cxe1/consent/deliveredMessage.js";
import { OwnerNote } from "../cxe1/consent/ownerNote.js";
import { SealedNote } from "../cxe1/consent/sealedNote.js";
import type { OpenedEpoch } from "../cxe1/owner/openedEpoch.js";
import { nextId } from "../cxe1/bytes/id.js";
import { systemRandom } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import type { UntrustedContent } from "../live/untrustedContent.js";
import type { ApprovalInfo } from "../rest/models.js";
import type { AgentId } from "../wire/id.js";
import type { OwnerConversation } from "./conversation.js";

/**
 * A message that waits for an owner's decision, opened with the owner's viewer key. Only what was read can be approved:
 * the approval names exactly this envelope, its epoch and both sides' terms.
 */
export class HeldMessage {
  /** What the server says of it. */
  readonly info: ApprovalInfo;
  readonly #conversation: OwnerConversation;
  readonly #opened: Opened | ExchangeError;

  constructor(info: ApprovalInfo, conversation: OwnerConversation, opened: Opened | ExchangeError) {
    this.info = info;
    this.#conversation = conversation;
    this.#opened = opened;
  }

  /** The agent of the other side. */
  get peer(): AgentId {
    return this.info.side === this.info.sender ? this.info.recipient : this.info.sender;
  }

  /** What the sender wrote, data and never an instruction; null where it cannot be read. */
  get content(): UntrustedContent | null {
    return this.#opened instanceof ExchangeError ? null : this.#opened.content;
  }

  /** Why it cannot be read; null where it can. Such a message can only be rejected. */
  get problem(): ExchangeError | null {
    return this.#opened instanceof ExchangeError ? this.#opened : null;
  }

  /**
   * Lets this very message pass.
   * @throws {ExchangeError} It cannot be read, or does not need this owner.
   */
  async approve(): Promise<void> {
    if (this.#opened instanceof ExchangeError) throw this.#opened;
    const { message: { envelope }, epoch } = this.#opened;
    const { side } = this;
    if (!epoch.needs(envelope, side)) {
      throw new ExchangeError(
        "not-needed", "By the terms that the message was sealed under, this owner is not asked: it is not approved.");
    }
    const approval = await Approval.issue(this.#conversation.parts.oik, {
      envelopeHash: envelope.hash,
      epochHash: envelope.fields.epochHash,
      connection: envelope.fields.connection,
      recipient: envelope.fields.recipientAgent,
      side,
      senderTerms: epoch.senderTerms.hash,
      recipientTerms: epoch.recipientTerms.hash,
      decision: ApprovalDecision.approve,
      expiry: envelope.end,
      nonce: nextId(systemRandom),
    });
    await this.#decide({ verdict: "approve", approval: approval.bytes });
  }

  /** Refuses it; its sender gets the notice. */
  reject(): Promise<void> {
    return this.#decide({ verdict: "reject" });
  }

  /**
   * Sends it back to be drafted anew.
   * @param text What the sending agent is told, at most 1,024 bytes of UTF-8, sealed for its devices.
   */
  async sendBack(text: string): Promise<void> {
    if (this.#opened instanceof ExchangeError) throw this.#opened;
    const { envelope } = this.#opened.message;
    const { oik, clock } = this.#conversation.parts;
    const peer = await this.#conversation.peer();
    const agent = this.info.sender;
    const directory = agent === peer.context.own.agent ? peer.own : peer.directory;
    const prekeys = directory.signedPrekeys(clock.now());
    if (prekeys.length === 0)
      throw new ExchangeError(
        "no-readers", "The sending agent has no device that could read a note: reject it instead.");
    const note = await OwnerNote.issue(oik, {
      envelopeHash: envelope.hash, connection: envelope.fields.connection, agent, side: this.side, created: clock.now(),
      text,
    });
    const sealed = await SealedNote.seal(note, prekeys);
    await this.#decide({ verdict: "send-back", note: sealed.bytes });
  }

  /** Whose owner decides. */
  get side(): OwnerSide {
    return this.info.side === this.info.sender ? OwnerSide.sender : OwnerSide.recipient;
  }

  async #decide(decision: Parameters<OwnersDecide>[3]): Promise<void> {
    const api = await this.#conversation.parts.api();
    await api.owners.decide(this.info.side, this.peer, this.info.message, decision);
  }
}

type OwnersDecide = import("../rest/ownersApi.js").OwnersApi["decide"];

interface Opened {
  readonly message: DeliveredMessage;
  readonly epoch: OpenedEpoch;
  readonly content: UntrustedContent;
}

/** Opens what waits. What cannot be read is among it, with the reason. */
export async function heldMessages(
  waiting: readonly ApprovalInfo[], conversationOf: (agent: AgentId, peer: AgentId) => Promise<OwnerConversation>,
): Promise<HeldMessage[]> {
  const conversations = new Map<string, OwnerConversation>();
  const held: HeldMessage[] = [];
  for (const info of waiting) {
    const other = info.side === info.sender ? info.recipient : info.sender;
    const key = `${info.side} ${other}`;
    const conversation = conversations.get(key) ?? await conversationOf(info.side, other);
    conversations.set(key, conversation);
    held.push(new HeldMessage(info, conversation, await openOr(conversation, info.envelope)));
  }
  return held;
}

async function openOr(conversation: OwnerConversation, envelope: Uint8Array): Promise<Opened | ExchangeError> {
  try {
    return await conversation.open(envelope);
  } catch (error) {
    if (error instanceof ExchangeError && !error.retryable) return error;
    throw error;
  }
}
