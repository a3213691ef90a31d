import { concat, toHex } from "../crypto/index.js";
import type { StoreTransaction } from "../store/clientStore.js";
import type { DeliveryFrame, EntryKind } from "../wire/frames.js";
import type { ConnectionId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import { ClientTable, idKey, numberKey, readNumber } from "./clientTables.js";
import { detached } from "./mailbox.js";

const kinds: readonly EntryKind[] = ["message", "stub", "notice"];
const nothing = new Uint8Array(0);

/**
 * Mailbox entries of peers whose identity nobody has vouched for yet: kept in the store as they came, oldest first,
 * until the owner trusts the peer. They are never opened, shown or answered before.
 */
export class ParkedDeliveries {
  readonly #core: ClientCore;
  readonly #connections = new Set<ConnectionId>();
  #isAwake = true;
  #waiting: (() => void) | null = null;
  #isTried = false;
  #untried: (() => void)[] = [];

  constructor(core: ClientCore) {
    this.#core = core;
  }

  /** The connections of which entries wait. */
  get connections(): readonly ConnectionId[] {
    return [...this.#connections];
  }

  /** Whether entries of a connection wait. */
  has(connection: ConnectionId): boolean {
    return this.#connections.has(connection);
  }

  /** Reads what an earlier run left. */
  async restore(): Promise<void> {
    const rows = await this.#core.profile.store.transact((part) => part.scan(ClientTable.parked, nothing));
    for (const { key } of rows) this.#connections.add(toHex(key.subarray(0, 16)));
  }

  /** Something was trusted or changed: what waits is tried again. */
  wake(): void {
    this.#isAwake = true;
    this.#isTried = false;
    this.#waiting?.();
    this.#waiting = null;
  }

  /** Whether `wake` was called since the last call. */
  takeWake(): boolean {
    const isAwake = this.#isAwake;
    this.#isAwake = false;
    return isAwake;
  }

  /** Whatever could be taken up was. */
  noteTried(): void {
    if (this.#isAwake) return;
    this.#isTried = true;
    for (const resolve of this.#untried.splice(0)) resolve();
  }

  /** Completes when what waits was tried since the last `wake`. */
  whenTried(): Promise<void> {
    return this.#isTried ? Promise.resolve() : new Promise((resolve) => this.#untried.push(resolve));
  }

  /** Calls once at the next `wake`, at once if there was one already. */
  onWake(call: () => void): void {
    if (this.#isAwake) call();
    else this.#waiting = call;
  }

  /**
   * Keeps an entry, within the device's work. It gets a number outside of the mailbox, under which the application is
   * given it later.
   */
  park(rows: StoreTransaction, delivery: DeliveryFrame): void {
    let number = detached + delivery.sequence;
    while (rows.get(ClientTable.parked, keyOf(delivery.connection, number)) !== null
      || rows.get(ClientTable.deliveries, numberKey(number)) !== null)
      number++;
    rows.put(ClientTable.parked, keyOf(delivery.connection, number), concat(
      Uint8Array.of(kinds.indexOf(delivery.kind)), numberKey(delivery.at), Uint8Array.of(delivery.tag.length),
      delivery.tag, delivery.body));
    this.#connections.add(delivery.connection);
  }

  /** The oldest entries of a connection. */
  async oldest(connection: ConnectionId, most: number): Promise<DeliveryFrame[]> {
    const rows = await this.#core.worker.run((part) => part.scan(ClientTable.parked, idKey(connection), most));
    if (rows.length === 0) this.#connections.delete(connection);
    return rows.map(({ key, value }) => {
      const body = 10 + value[9]!;
      return {
        type: "delivery", ref: 0, sequence: readNumber(key, 16), kind: kinds[value[0]!]!, at: readNumber(value, 1),
        connection, tag: value.slice(10, body), body: value.slice(body),
      };
    });
  }

  /** An entry was dealt with, within the device's work. */
  remove(rows: StoreTransaction, delivery: DeliveryFrame): void {
    rows.delete(ClientTable.parked, keyOf(delivery.connection, delivery.sequence));
  }
}

function keyOf(connection: ConnectionId, number: number): Uint8Array {
  return concat(idKey(connection), numberKey(number));
}
