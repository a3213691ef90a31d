import { wipe } from "../../crypto/bytes.js";
import type { SigningKey } from "../../crypto/ed25519.js";
import { type FillRandom, systemRandom } from "../../crypto/random.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { OwnerSide } from "../consent/approval.js";
import type { ConnectionTerms } from "../consent/connectionTerms.js";
import { checkApprovals, checkConsent, checkTerms, type ConsentSide, needsApproval } from "../consent/consentRule.js";
import { DeliveredMessage } from "../consent/deliveredMessage.js";
import type { ConnectionContext } from "../device/connectionContext.js";
import type { EpochTerms } from "../device/epochTerms.js";
import type { ReceivedMessage } from "../device/inbox.js";
import type { EpochJudgement } from "../epochs/epochJudgement.js";
import { firstChainKey } from "../epochs/epochSecrets.js";
import { checkEpochSigner, type EpochSigner } from "../epochs/epochSigner.js";
import type { EpochView } from "../epochs/epochView.js";
import { sealWrap } from "../epochs/epochWrap.js";
import { ReaderKind, writeRosterEntry } from "../epochs/rosterEntry.js";
import { aikHashOf, rawPublicKey } from "../identity/agentIdentity.js";
import { type Prekey, PrekeyKind } from "../identity/prekey.js";
import { readContent } from "../messages/contentCodec.js";
import type { EnvelopeView } from "../messages/envelopeView.js";
import { advance, messageKeyOf } from "../messages/messageKeys.js";
import { openMessage } from "../messages/messageOpener.js";
import { Rewrap } from "./rewrap.js";

/**
 * An epoch that an owner's viewer, or a device with a re-wrap, has opened: it reads any of its messages, in any order
 * and however often. Owns the epoch's secret and nothing else; `dispose` ends the reading.
 */
export class OpenedEpoch {
  /** The record. */
  readonly epoch: EpochView;

  readonly #context: ConnectionContext;
  readonly #signer: EpochSigner;
  readonly #terms: EpochTerms;
  readonly #epochSecret: Uint8Array;
  readonly #demandsApprovals: boolean;
  #isDisposed = false;

  /**
   * @param epochSecret Taken over: it is wiped by `dispose`.
   * @param demandsApprovals Whether a message that has not been decided is refused; an owner reads it to decide.
   */
  constructor(
    epoch: EpochView,
    context: ConnectionContext,
    judgement: EpochJudgement,
    epochSecret: Uint8Array,
    demandsApprovals: boolean) {
    this.epoch = epoch;
    this.#context = context;
    this.#signer = judgement.signer;
    this.#terms = judgement.terms;
    this.#epochSecret = epochSecret;
    this.#demandsApprovals = demandsApprovals;
  }

  /** The terms of the sending side that the epoch names. */
  get senderTerms(): ConnectionTerms {
    return this.#terms.sender;
  }

  /** The terms of the receiving side that the epoch names. */
  get recipientTerms(): ConnectionTerms {
    return this.#terms.recipient;
  }

  /** The epoch's secret ES, a view: with the record it is evidence of what the sender wrote. */
  get epochSecret(): Uint8Array {
    if (this.#isDisposed) throw new Error("The epoch was disposed.");
    return this.#epochSecret;
  }

  /**
   * Judges and opens a message, as docs/protocol/cxe1.md, section 9, says; it keeps nothing of it.
   * @param delivered The envelope and the approvals so far.
   */
  async read(delivered: Uint8Array): Promise<Result<ReceivedMessage>> {
    const parsed = DeliveredMessage.parse(delivered);
    if (!parsed.ok) return refused("MalformedEnvelope");
    const { envelope } = parsed.value;
    if (envelope.fields.epochHash !== this.epoch.epochHash) return refused("UnknownEpoch");
    let error = await checkEpochSigner(this.#signer, this.#context, envelope);
    if (error === "None") error = await this.#checkConsent(parsed.value);
    if (error !== "None") return refused(error);
    return this.#open(envelope);
  }

  /** Whether a message of this epoch needs the approval of one side's owner. */
  needs(message: EnvelopeView, side: OwnerSide): boolean {
    const { category, requested } = message.fields;
    return needsApproval(category, requested, side, this.#terms.sender, this.#terms.recipient);
  }

  /**
   * Wraps the epoch for a device of the own agent that enrolled later, so that it reads history.
   * @param oik The owner's identity key.
   * @param prekey The device's signed prekey (SPK), verified.
   * @param random Where the one-time key of the wrap comes from.
   * @throws RangeError if it is no signed prekey of the own agent, of small order, or the key is another owner's.
   */
  async rewrap(oik: SigningKey, prekey: Prekey, random: FillRandom = systemRandom): Promise<Rewrap> {
    const { own } = this.#context;
    if (prekey.kind !== PrekeyKind.signedPrekey || prekey.agent !== own.agent)
      throw new RangeError("A signed prekey of the own agent is needed.");
    if (rawPublicKey(oik) !== own.oik) throw new RangeError("The owner's own key signs.");
    const { device, keyId } = prekey;
    const entry = { agent: own.agent, device, kind: ReaderKind.device, identityHash: aikHashOf(own), keyId };
    const { headerHash, epochHash } = this.epoch;
    const wrap = await sealWrap(prekey.publicKey, headerHash, writeRosterEntry(entry), this.epochSecret, random);
    if (wrap === undefined) throw new RangeError("The prekey is of small order.");
    return Rewrap.issue(oik, epochHash, entry, wrap);
  }

  /** Wipes the secret. */
  dispose(): void {
    this.#isDisposed = true;
    wipe(this.#epochSecret);
  }

  async #checkConsent(message: DeliveredMessage): Promise<Cxe1Error> {
    const { own, peer } = this.#context;
    const isOwn = this.#signer.senderAgent === own.agent;
    const sender: ConsentSide = { terms: this.#terms.sender, oik: isOwn ? own.oik : peer.oik };
    const recipient: ConsentSide = { terms: this.#terms.recipient, oik: isOwn ? peer.oik : own.oik };
    if (this.#demandsApprovals) return checkConsent(message, sender, recipient, undefined);
    const error = checkTerms(message.envelope, sender.terms, recipient.terms);
    return error === "None" ? checkApprovals(message, sender, recipient, undefined) : error;
  }

  #open(envelope: EnvelopeView): Result<ReceivedMessage> {
    const chainKey = firstChainKey(this.epochSecret, this.epoch.epochHash);
    for (let n = 0; n < envelope.fields.index; n++) advance(chainKey);
    const messageKey = messageKeyOf(chainKey);
    const body = openMessage(envelope, messageKey);
    wipe(chainKey, messageKey);
    if (!body.ok) return body;
    const content = readContent(body.value);
    wipe(body.value);
    if (!content.ok) return content;
    return accepted({ envelopeHash: envelope.hash, header: envelope.fields, content: content.value });
  }
}
