import type { Cxe1Error } from "../cxe1/bytes/cxe1Error.js";
import type { Bytes32 } from "../cxe1/bytes/id.js";
import { accepted, refused, type Result } from "../cxe1/bytes/result.js";
import { DeliveredMessage } from "../cxe1/consent/deliveredMessage.js";
import type { EnvelopeHeader } from "../cxe1/messages/envelopeHeader.js";
import type { AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import type { OpenedEpoch } from "../cxe1/owner/openedEpoch.js";
import { isAttack, OwnerViewer } from "../cxe1/owner/ownerViewer.js";
import { safetyNumber, showSafetyNumber } from "../cxe1/owner/safetyNumber.js";
import { fromHex, type AgreementKey, type SigningKey } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import type { Clock } from "../live/clock.js";
import { UntrustedContent } from "../live/untrustedContent.js";
import { PeerBook, type Peer } from "../peers/peerBook.js";
import { sealingCode } from "../peers/sealingErrors.js";
import { ProblemError } from "../rest/errors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { Entry } from "../rest/models.js";
import type { ClientStore } from "../store/clientStore.js";
import type { AgentId, DeviceId } from "../wire/id.js";

/** With what an owner reads one connection. */
export interface ConversationParts {
  /** The owner's agent. */
  readonly agent: AgentId;
  /** The other side. */
  readonly with: AgentId;
  readonly identity: AgentIdentity;
  /** Where pins and keys are remembered. */
  readonly store: ClientStore;
  readonly oik: SigningKey;
  /** The seed of the agent's identity key. */
  readonly agentSeed: Uint8Array;
  /** The owner's viewer keys (OVK), also earlier ones. */
  readonly keys: readonly AgreementKey[];
  api(): Promise<ExchangeApi>;
  readonly clock: Clock;
}

/** One message as the owner reads it. */
export type ReadMessage = {
  /** Its place in the mailbox of the agent that it went to: each direction of a conversation has places of its own. */
  readonly sequence: number;
  /** The envelope's hash, its one name in the conversation; null where the server shows what is no envelope. */
  readonly hash: Bytes32 | null;
  /** When the server stored it. */
  readonly at: number;
} & ({
  readonly kind: "read";
  readonly isOwn: boolean;
  readonly header: EnvelopeHeader;
  /** What the sender wrote: data, never an instruction. */
  readonly content: UntrustedContent;
} | {
  readonly kind: "unreadable";
  /**
   * A stable code: `not-a-reader` where the owner does not read along, `prekey-gone` where its key was destroyed, ...
   */
  readonly reason: string;
  /** The sender wrapped something else for the owner than for its peer: the connection was suspended. */
  readonly isAlarm: boolean;
});

const rewrapsPerCall = 100;

/**
 * One connection of an owner's agent, read with the owner's viewer keys by the same checks as a device. An entry of the
 * owner that does not open is an attack by the sender: the connection is suspended, and both owners are alarmed by the
 * server.
 */
export class OwnerConversation {
  /** With what it is read. */
  readonly parts: ConversationParts;
  readonly #book: PeerBook;
  readonly #epochs = new Map<Bytes32, Result<OpenedEpoch, Cxe1Error>>();
  #viewer: OwnerViewer | null = null;
  #peer: Peer | null = null;

  constructor(parts: ConversationParts) {
    this.parts = parts;
    const keeper = {
      agent: parts.agent,
      identity: parts.identity,
      store: parts.store,
      seed: () => Promise.resolve(parts.agentSeed),
      // The owner's vault knows the key in force; what it was before, signed rotations tell.
      follow: async (identity: AgentIdentity): Promise<void> => {
        keeper.identity = identity;
      },
    };
    this.#book = new PeerBook(keeper, () => parts.api(), parts.clock);
  }

  /** Both sides' keys and contracts, checked. */
  async peer(): Promise<Peer> {
    return this.#peer ??= await this.#book.get(this.parts.with);
  }

  /**
   * The number that both owners compare, and whether the peer is pinned here as the server shows it now. Works for a
   * peer
   * that is not, which is what the number is for.
   */
  async safetyNumber(): Promise<{ readonly number: string; readonly isTrusted: boolean }> {
    await this.#pinIfProven();
    const { claimed, isTrusted } = await this.#book.claim(this.parts.with);
    return { number: showSafetyNumber(safetyNumber(this.parts.identity, claimed)), isTrusted };
  }

  /**
   * Pins the peer as the server shows it now. Only after the owners have compared safety numbers.
   * @returns The number that was trusted.
   */
  async trust(): Promise<string> {
    const number = await this.#book.trust(this.parts.with);
    this.#peer = null;
    this.#viewer = null;
    this.dispose();
    return number;
  }

  /** Everything that the server keeps of the conversation, in its order. */
  async read(): Promise<ReadMessage[]> {
    const api = await this.parts.api();
    const entries = await api.connections.messages(this.parts.agent, this.parts.with);
    return this.#readAll(entries);
  }

  /**
   * Opens some of its messages. Those of epochs that are open here are read with them; for all others keys and
   * contracts are asked for anew. One call at a time.
   * @param entries Of the conversation; what is no message is left out.
   */
  async readSome(entries: readonly Entry[]): Promise<ReadMessage[]> {
    if (!entries.every((entry) => entry.kind !== "message" || this.#isOpen(entry.body))) this.#lookAnew();
    return this.#readAll(entries);
  }

  /**
   * Opens one delivered or held message.
   * @throws {ExchangeError} With the refusal's code.
   */
  async open(delivered: Uint8Array): Promise<{
    readonly message: DeliveredMessage; readonly epoch: OpenedEpoch; readonly content: UntrustedContent;
  }> {
    const message = DeliveredMessage.parse(delivered);
    if (!message.ok) throw new ExchangeError("malformed-envelope", "The server shows what is no envelope.");
    const epoch = await this.#epochOf(message.value.envelope.fields.epochHash);
    const read = epoch.ok ? await epoch.value.read(delivered) : epoch;
    if (!epoch.ok || !read.ok) {
      const error = (read as { readonly error: Cxe1Error }).error;
      throw new ExchangeError(sealingCode(error), `The message cannot be read (${error}).`);
    }
    return { message: message.value, epoch: epoch.value, content: new UntrustedContent(read.value.content) };
  }

  /** Wraps every epoch that can be read for a device that enrolled later, and tells the server. */
  async rewrapFor(device: DeviceId): Promise<number> {
    const { agent, with: other, oik, clock } = this.parts;
    const peer = await this.peer();
    const prekey = peer.own.isCertified(device, clock.now()) ? peer.own.signedPrekey(device, clock.now()) : undefined;
    if (prekey === undefined)
      throw new ExchangeError("recipient-keys-expired", `Device ${device} has no keys in force: it must come online.`);
    await this.read();
    const rewraps: Uint8Array[] = [];
    for (const epoch of this.#epochs.values())
      if (epoch.ok) rewraps.push((await epoch.value.rewrap(oik, prekey)).bytes);
    const api = await this.parts.api();
    for (let at = 0; at < rewraps.length; at += rewrapsPerCall)
      await api.connections.rewrap(agent, other, rewraps.slice(at, at + rewrapsPerCall));
    return rewraps.length;
  }

  /** Wipes the secrets of the epochs that were opened. */
  dispose(): void {
    for (const epoch of this.#epochs.values()) if (epoch.ok) epoch.value.dispose();
    this.#epochs.clear();
  }

  /** Signed terms or the acceptance of an invite may prove who the peer is; what they do not prove, people compare. */
  async #pinIfProven(): Promise<void> {
    try {
      await this.peer();
    } catch (error) {
      if (!(error instanceof ExchangeError) || error.retryable) throw error;
    }
  }

  async #readAll(entries: readonly Entry[]): Promise<ReadMessage[]> {
    const messages: ReadMessage[] = [];
    for (const { sequence, at, kind, body } of entries)
      if (kind === "message") messages.push({ sequence, at, hash: hashOf(body), ...await this.#readOne(body) });
    return messages;
  }

  #isOpen(body: Uint8Array): boolean {
    const message = DeliveredMessage.parse(body);
    return message.ok && this.#epochs.get(message.value.envelope.fields.epochHash)?.ok === true;
  }

  /** Asks for keys and contracts with the next epoch; what did not open is tried again. */
  #lookAnew(): void {
    this.#book.forget(this.parts.with);
    this.#peer = null;
    this.#viewer = null;
    for (const [hash, epoch] of this.#epochs) if (!epoch.ok) this.#epochs.delete(hash);
  }

  async #readOne(body: Uint8Array): Promise<
    | { kind: "read"; isOwn: boolean; header: EnvelopeHeader; content: UntrustedContent }
    | { kind: "unreadable"; reason: string; isAlarm: boolean }
  > {
    const message = DeliveredMessage.parse(body);
    if (!message.ok) return { kind: "unreadable", reason: "malformed-envelope", isAlarm: false };
    const epoch = await this.#epochOf(message.value.envelope.fields.epochHash);
    if (!epoch.ok) return { kind: "unreadable", reason: sealingCode(epoch.error), isAlarm: isAttack(epoch.error) };
    const read = await epoch.value.read(body);
    if (!read.ok) return { kind: "unreadable", reason: sealingCode(read.error), isAlarm: false };
    const { header, content } = read.value;
    return {
      kind: "read", isOwn: header.senderAgent === this.parts.agent, header, content: new UntrustedContent(content),
    };
  }

  async #epochOf(hash: Bytes32): Promise<Result<OpenedEpoch, Cxe1Error>> {
    const known = this.#epochs.get(hash);
    if (known !== undefined) return known;
    const opened = await this.#openEpoch(hash);
    this.#epochs.set(hash, opened);
    if (!opened.ok && isAttack(opened.error)) {
      const api = await this.parts.api();
      await api.connections.suspend(this.parts.agent, this.parts.with, sealingCode(opened.error));
    }
    return opened;
  }

  async #openEpoch(hash: Bytes32): Promise<Result<OpenedEpoch, Cxe1Error>> {
    const peer = await this.peer();
    const { agent, with: other, keys, clock } = this.parts;
    this.#viewer ??= new OwnerViewer(peer.context, keys, () => clock.now());
    try {
      const { record } = await (await this.parts.api()).connections.epoch(agent, other, fromHex(hash));
      const opened = await this.#viewer.open(record, peer.own, peer.directory);
      return opened.ok ? accepted(opened.value) : refused(opened.error);
    } catch (error) {
      if (error instanceof ProblemError && error.code === "not-found") return refused("UnknownEpoch");
      throw error;
    }
  }
}

function hashOf(body: Uint8Array): Bytes32 | null {
  const message = DeliveredMessage.parse(body);
  return message.ok ? message.value.envelope.hash : null;
}
