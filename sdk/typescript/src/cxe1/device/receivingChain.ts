import { wipe } from "../../crypto/bytes.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32 } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import type { EpochSigner } from "../epochs/epochSigner.js";
import { advance, messageKeyOf, RATCHET_KEY_SIZE } from "../messages/messageKeys.js";
import { DeviceTable, type DeviceTransaction } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import { stateKey } from "./stateKey.js";

const ROW_SIZE = 16 + 16 + 16 + 32 + 8 + 8 + 4 + RATCHET_KEY_SIZE;

/**
 * A reader's state of one epoch. It is worked on as a copy: stored, and with it the older key lost, only by the
 * transaction that also stores the message.
 */
export class ReceivingChain {
  /** Who opened the epoch. */
  readonly signer: EpochSigner;
  readonly #chainKey: Uint8Array;
  #next: number;

  /** @param chainKey Taken over: the chain wipes it. */
  constructor(signer: EpochSigner, chainKey: Uint8Array, next = 0) {
    this.signer = signer;
    this.#chainKey = chainKey;
    this.#next = next;
  }

  /** n of the next message; the keys before it are gone or among the skipped ones. */
  get next(): number {
    return this.#next;
  }

  /** When the chain is destroyed. Unix milliseconds. */
  get end(): number {
    return this.signer.created + Cxe1Limits.receivingStateKept;
  }

  static async load(transaction: DeviceTransaction, epochHash: Bytes32): Promise<ReceivingChain | undefined> {
    const row = await transaction.get(DeviceTable.chains, stateKey(epochHash));
    if (row === undefined) return undefined;
    const reader = new WireReader(row);
    const signer = {
      connection: reader.id(),
      senderAgent: reader.id(),
      senderDevice: reader.id(),
      dsk: reader.bytes32(),
      created: reader.uint53(),
      expiry: reader.uint53(),
    };
    const next = reader.uint32();
    const chain = new ReceivingChain(signer, reader.take(RATCHET_KEY_SIZE).slice(), next);
    wipe(row);
    return chain;
  }

  /** Stores a new chain until its end. */
  add(transaction: DeviceTransaction, epochHash: Bytes32): void {
    const row = this.#write();
    putUntil(transaction, DeviceTable.chains, stateKey(epochHash), row, this.end);
    wipe(row);
  }

  /** Stores the chain as it is now; after the last message there is no key left to keep. */
  save(transaction: DeviceTransaction, epochHash: Bytes32): void {
    // The row itself stays: late messages still need to know who signed the epoch.
    if (this.#next === Cxe1Limits.messagesPerEpoch) wipe(this.#chainKey);
    const row = this.#write();
    transaction.put(DeviceTable.chains, stateKey(epochHash), row);
    wipe(row);
  }

  /** MK_n of the next message, which the caller wipes; the chain goes on. */
  takeMessageKey(): Uint8Array {
    const messageKey = messageKeyOf(this.#chainKey);
    advance(this.#chainKey);
    this.#next++;
    return messageKey;
  }

  /** Wipes the key. */
  dispose(): void {
    wipe(this.#chainKey);
  }

  #write(): Uint8Array {
    const row = new Uint8Array(ROW_SIZE);
    const writer = new WireWriter(row);
    writer.id(this.signer.connection);
    writer.id(this.signer.senderAgent);
    writer.id(this.signer.senderDevice);
    writer.bytes32(this.signer.dsk);
    writer.uint53(this.signer.created);
    writer.uint53(this.signer.expiry);
    writer.uint32(this.#next);
    writer.bytes(this.#chainKey);
    return row;
  }
}
