import { toHex, wipe } from "../../crypto/bytes.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { EpochJudgement } from "../epochs/epochJudgement.js";
import { firstChainKey } from "../epochs/epochSecrets.js";
import type { EpochView } from "../epochs/epochView.js";
import { ReaderKind } from "../epochs/rosterEntry.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import type { ConnectionContext } from "./connectionContext.js";
import type { DeviceKeys } from "./deviceKeys.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { checkPin } from "./directoryPins.js";
import { saveEpochTerms } from "./epochTerms.js";
import { putUntil } from "./expiringState.js";
import { learnTerms } from "./knownTerms.js";
import { keepReplyPrekey } from "./peerReplyPrekeys.js";
import { consumePrekey, findPrekey } from "./prekeyShelf.js";
import { ReceivingChain } from "./receivingChain.js";
import { stateKey } from "./stateKey.js";

/**
 * Judges an epoch record and, if it is good, stores its chain within the caller's transaction. The order of the checks
 * is that of docs/protocol/cxe1.md, section 7.4. Not reusable.
 */
export class EpochAcceptance {
  readonly #transaction: DeviceTransaction;
  readonly #device: DeviceKeys;
  readonly #context: ConnectionContext;
  readonly #now: number;

  constructor(transaction: DeviceTransaction, device: DeviceKeys, context: ConnectionContext, now: number) {
    this.#transaction = transaction;
    this.#device = device;
    this.#context = context;
    this.#now = now;
  }

  async accept(epoch: EpochView, own: AgentDirectory, peer: AgentDirectory): Promise<Cxe1Error> {
    const known = await this.#transaction.get(DeviceTable.chains, stateKey(epoch.epochHash));
    if (known !== undefined) {
      wipe(known);
      return "None";
    }
    const judgement = new EpochJudgement(epoch, this.#context, own, peer);
    let error = judgement.checkIdentity(this.#now);
    if (error === "None" && epoch.created <= this.#now - Cxe1Limits.receivingStateKept) error = "Expired";
    if (error === "None") error = await checkPin(this.#transaction, own);
    if (error === "None") error = await checkPin(this.#transaction, peer);
    if (error === "None") error = await judgement.checkSigner();
    if (error === "None") error = await this.#checkTerms(judgement);
    if (error === "None") error = judgement.checkRoster();
    if (error === "None") error = await this.#checkNumber(epoch);
    if (error !== "None") return error;
    const index = epoch.indexOf(this.#device.agent, this.#device.device, ReaderKind.device);
    return index < 0 ? "NotAReader" : this.#open(epoch, judgement, index);
  }

  async #checkTerms(judgement: EpochJudgement): Promise<Cxe1Error> {
    const own = await learnTerms(this.#transaction, this.#context, true, this.#now);
    if (!own.ok) return own.error;
    const peer = await learnTerms(this.#transaction, this.#context, false, this.#now);
    return peer.ok ? judgement.checkTerms(own.value, peer.value) : peer.error;
  }

  async #checkNumber(epoch: EpochView): Promise<Cxe1Error> {
    const known = await this.#transaction.get(DeviceTable.epochNumbers, numberKey(epoch));
    if (known === undefined) return "None";
    // The same epoch without its chain was destroyed at its end; opening it again would permit replays.
    return toHex(known) === epoch.epochHash ? "Expired" : "EpochFork";
  }

  async #open(epoch: EpochView, judgement: EpochJudgement, index: number): Promise<Cxe1Error> {
    const wrap = epoch.wrap(index);
    const keyId = epoch.entries[index]?.keyId;
    if (wrap === undefined || keyId === undefined) return "NotAReader";
    const held = await findPrekey(this.#transaction, keyId);
    if (held === undefined) return "PrekeyGone";
    const opened = await judgement.open(held.key, epoch.entryBytes(index), wrap);
    if (!opened.ok) return opened.error;
    try {
      const error = await this.#keepReplyPrekey(epoch, judgement.dsk);
      if (error !== "None") return error;
      consumePrekey(this.#transaction, keyId, held.kind);
      this.#store(epoch, judgement, opened.value);
      return "None";
    } finally {
      wipe(opened.value);
    }
  }

  async #keepReplyPrekey(epoch: EpochView, dsk: string): Promise<Cxe1Error> {
    const prekey = epoch.replyPrekeyFor(this.#device.agent, this.#device.device);
    if (prekey === undefined) return "None";
    if (!(await prekey.verifySignature(dsk))) return "SignatureInvalid";
    await keepReplyPrekey(this.#transaction, this.#context.connection, prekey);
    return "None";
  }

  #store(epoch: EpochView, judgement: EpochJudgement, epochSecret: Uint8Array): void {
    const { epochHash } = epoch;
    const chain = new ReceivingChain(judgement.signer, firstChainKey(epochSecret, epochHash));
    chain.add(this.#transaction, epochHash);
    chain.dispose();
    saveEpochTerms(this.#transaction, epochHash, judgement.terms, chain.end);

    // A day longer than any epoch may be late, so that no number can be taken twice.
    const end = chain.end + Cxe1Limits.day;
    putUntil(this.#transaction, DeviceTable.epochNumbers, numberKey(epoch), stateKey(epochHash), end);
  }
}

function numberKey(epoch: EpochView): Uint8Array {
  return stateKey(epoch.connection, epoch.senderAgent, epoch.senderDevice, epoch.number);
}
