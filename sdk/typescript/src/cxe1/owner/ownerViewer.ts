import type { AgreementKey } from "../../crypto/x25519.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Bytes32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { keyIdOf } from "../bytes/suite.js";
import type { ConnectionTerms } from "../consent/connectionTerms.js";
import { extendTerms } from "../consent/termsChain.js";
import { type Clock, systemClock } from "../device/clock.js";
import { type ConnectionContext, expectedOf } from "../device/connectionContext.js";
import { EpochJudgement } from "../epochs/epochJudgement.js";
import { EpochView } from "../epochs/epochView.js";
import { ReaderKind } from "../epochs/rosterEntry.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { rawPublicKey } from "../identity/agentIdentity.js";
import { OpenedEpoch } from "./openedEpoch.js";

/**
 * Whether a refusal proves that the sender wrapped something else for the owner than for its peer. The owner's software
 * suspends the connection and alarms both owners.
 */
export function isAttack(error: Cxe1Error): boolean {
  return error === "WrapInvalid" || error === "CommitmentMismatch";
}

/**
 * Reads one connection with the owner's viewer keys, by the same checks as a device. It stores nothing: an owner's
 * state is its vault. The numbers of the epochs that it saw are compared as long as it lives. One call at a time.
 */
export class OwnerViewer {
  readonly #context: ConnectionContext;
  readonly #clock: Clock;
  readonly #keys: ReadonlyMap<Bytes32, AgreementKey>;
  readonly #numbers = new Map<string, Bytes32>();
  #ownTerms: readonly ConnectionTerms[] = [];
  #peerTerms: readonly ConnectionTerms[] = [];

  /**
   * @param context Its own side is the owner's agent. All terms that its epochs name, at most 1,024 a side.
   * @param viewerKeys The private halves of the owner's viewer keys (OVK), also of earlier ones.
   */
  constructor(context: ConnectionContext, viewerKeys: Iterable<AgreementKey>, clock: Clock = systemClock) {
    this.#context = context;
    this.#clock = clock;
    this.#keys = new Map([...viewerKeys].map((key) => [keyIdOf(rawPublicKey(key)), key]));
  }

  /**
   * Judges an epoch of any age, in either form, and opens it.
   * @param record The record.
   * @param own The own agent's directory, with the lists and viewers that were in force then.
   * @param peer The other agent's directory, in the same way.
   * @returns The epoch, which the caller disposes, or the first reason of docs/protocol/cxe1.md, section 7.4.
   * NotAReader if the roster names no viewer of this owner; PrekeyGone if its key was destroyed; `isAttack` tells the
   * alarms.
   */
  async open(record: Uint8Array, own: AgentDirectory, peer: AgentDirectory): Promise<Result<OpenedEpoch>> {
    const parsed = EpochView.parse(record);
    if (!parsed.ok) return parsed;
    const epoch = parsed.value;
    const judgement = new EpochJudgement(epoch, this.#context, own, peer);
    const now = this.#clock();
    let error = judgement.checkIdentity(now);
    if (error === "None") error = await judgement.checkSigner();
    if (error === "None") error = await this.#learn(now);
    if (error === "None") error = judgement.checkTerms(this.#ownTerms, this.#peerTerms);
    if (error === "None") error = judgement.checkRoster();
    if (error === "None") error = this.#checkNumber(epoch);
    return error === "None" ? this.#open(epoch, judgement) : refused(error);
  }

  async #learn(now: number): Promise<Cxe1Error> {
    const own = await extendTerms(this.#ownTerms, this.#context.ownTerms, expectedOf(this.#context, true), now);
    if (!own.ok) return own.error;
    this.#ownTerms = own.value;
    const peer = await extendTerms(this.#peerTerms, this.#context.peerTerms, expectedOf(this.#context, false), now);
    if (!peer.ok) return peer.error;
    this.#peerTerms = peer.value;
    return "None";
  }

  #checkNumber(epoch: EpochView): Cxe1Error {
    const number = `${epoch.senderAgent} ${epoch.senderDevice} ${epoch.number}`;
    const known = this.#numbers.get(number);
    if (known === undefined) this.#numbers.set(number, epoch.epochHash);
    return known === undefined || known === epoch.epochHash ? "None" : "EpochFork";
  }

  async #open(epoch: EpochView, judgement: EpochJudgement): Promise<Result<OpenedEpoch>> {
    const index = epoch.entries.findIndex(
      (entry) => entry.kind === ReaderKind.ownerViewer && entry.agent === this.#context.own.agent);
    const entry = epoch.entries[index];
    const wrap = entry === undefined ? undefined : epoch.wrap(index);
    if (entry === undefined || wrap === undefined) return refused("NotAReader");
    const key = this.#keys.get(entry.keyId);
    if (key === undefined) return refused("PrekeyGone");
    const secret = await judgement.open(key, epoch.entryBytes(index), wrap);
    return secret.ok
      ? accepted(new OpenedEpoch(epoch, this.#context, judgement, secret.value, false))
      : secret;
  }
}
