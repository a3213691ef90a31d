import { wipe } from "../../crypto/bytes.js";
import type { AgreementKey } from "../../crypto/x25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import type { ConnectionTerms } from "../consent/connectionTerms.js";
import { termsInForce } from "../consent/termsChain.js";
import type { ConnectionContext } from "../device/connectionContext.js";
import type { EpochTerms } from "../device/epochTerms.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { keyPlace, sameIdentity } from "../identity/agentIdentity.js";
import { commitmentOf } from "./epochSecrets.js";
import type { EpochSigner } from "./epochSigner.js";
import type { EpochView } from "./epochView.js";
import { openWrap } from "./epochWrap.js";
import { checkRoster, checkSenderListed } from "./rosterRule.js";

/**
 * The checks of an epoch that every reader makes, whoever it is: device, owner, or a device that reads history. Each
 * answers one group of rows of docs/protocol/cxe1.md, section 7.4; the callers keep their order. It stores nothing.
 */
export class EpochJudgement {
  readonly #epoch: EpochView;
  readonly #context: ConnectionContext;
  readonly #own: AgentDirectory;
  readonly #peer: AgentDirectory;
  readonly #isOwn: boolean;
  #dsk: Bytes32 = ZERO_BYTES32;
  #terms: EpochTerms | undefined;

  constructor(epoch: EpochView, context: ConnectionContext, own: AgentDirectory, peer: AgentDirectory) {
    this.#epoch = epoch;
    this.#context = context;
    this.#own = own;
    this.#peer = peer;
    this.#isOwn = epoch.senderAgent === context.own.agent;
  }

  /** The sender device's key; known after `checkSigner`. */
  get dsk(): Bytes32 {
    return this.#dsk;
  }

  /** Who opened the epoch; known after `checkSigner`. */
  get signer(): EpochSigner {
    const { connection, senderAgent, senderDevice, created, expiry } = this.#epoch;
    return { connection, senderAgent, senderDevice, dsk: this.#dsk, created, expiry };
  }

  /** The terms that the epoch names; known after `checkTerms`. */
  get terms(): EpochTerms {
    if (this.#terms === undefined) throw new Error("The terms are judged first.");
    return this.#terms;
  }

  /** The parties, and that the epoch was not made in the future. */
  checkIdentity(now: number): Cxe1Error {
    const epoch = this.#epoch;
    if (!sameIdentity(this.#own.identity, this.#context.own) || !sameIdentity(this.#peer.identity, this.#context.peer))
      return "WrongIdentity";
    if (epoch.connection !== this.#context.connection
      || epoch.senderAgent !== this.#sender.identity.agent
      || !this.#couldOpen())
      return "WrongIdentity";
    return epoch.created > now + Cxe1Limits.clockTolerance ? "NotYetValid" : "None";
  }

  /** The certificate and the signature. */
  async checkSigner(): Promise<Cxe1Error> {
    const epoch = this.#epoch;
    const certificate = this.#sender.certificate(epoch.certificateHash);
    if (certificate === undefined) return "DirectoryStale";
    if (certificate.device !== epoch.senderDevice || certificate.aikHash !== epoch.aikHash) return "WrongIdentity";
    const list = this.#sender.list(epoch.senderListVersion);
    if (list !== undefined && list.aikHash !== epoch.aikHash) return "WrongIdentity";
    const listed = list?.find(epoch.senderDevice);
    if (listed !== undefined && listed.dsk !== certificate.dsk) return "WrongIdentity";
    if (!certificate.isValidAt(epoch.created) || epoch.expiry > certificate.notAfter) return "Expired";
    this.#dsk = certificate.dsk;
    return (await epoch.verifySignature(this.#dsk)) ? "None" : "SignatureInvalid";
  }

  /** Both terms are known, and were in force when the epoch was opened. */
  checkTerms(ownKnown: readonly ConnectionTerms[], peerKnown: readonly ConnectionTerms[]): Cxe1Error {
    const epoch = this.#epoch;
    const [senders, recipients] = this.#isOwn ? [ownKnown, peerKnown] : [peerKnown, ownKnown];
    const sender = termsInForce(senders, epoch.senderTerms, epoch.created);
    const recipient = termsInForce(recipients, epoch.recipientTerms, epoch.created);
    if (sender.terms === undefined || recipient.terms === undefined) return "TermsUnknown";
    this.#terms = { sender: sender.terms, recipient: recipient.terms };
    return sender.error !== "None" ? sender.error : recipient.error;
  }

  /** The sender device is listed. */
  checkSender(): Cxe1Error {
    return checkSenderListed(this.#epoch, this.#sender, this.#recipient);
  }

  /** The sender device is listed, and the roster is that of the lists and terms. */
  checkRoster(): Cxe1Error {
    const { sender, recipient } = this.terms;
    return checkRoster(
      this.#epoch, { directory: this.#sender, terms: sender }, { directory: this.#recipient, terms: recipient });
  }

  /**
   * Opens a wrap and compares the commitment.
   * @param key The private half of the named key.
   * @param entry The 97 bytes of the reader's entry.
   * @param wrap 80 bytes.
   * @returns ES, which the caller wipes; or WrapInvalid or CommitmentMismatch.
   */
  async open(key: AgreementKey, entry: Uint8Array, wrap: Uint8Array): Promise<Result<Uint8Array>> {
    const secret = await openWrap(key, this.#epoch.headerHash, entry, wrap);
    if (secret === undefined) return refused("WrapInvalid");
    if (commitmentOf(secret, this.#epoch.epochId) === this.#epoch.commitment) return accepted(secret);
    wipe(secret);
    return refused("CommitmentMismatch");
  }

  /** Today's key opens epochs at any time, an earlier one until its rotation, with the clocks' tolerance. */
  #couldOpen(): boolean {
    const { identity } = this.#sender;
    const place = keyPlace(identity, this.#epoch.aikHash);
    const until = identity.past?.[place]?.until;
    return place >= 0 && (until === undefined || this.#epoch.created <= until + Cxe1Limits.clockTolerance);
  }

  get #sender(): AgentDirectory {
    return this.#isOwn ? this.#own : this.#peer;
  }

  get #recipient(): AgentDirectory {
    return this.#isOwn ? this.#peer : this.#own;
  }
}
