import { wipe } from "../../crypto/bytes.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import type { Bytes32 } from "../bytes/id.js";
import { advance } from "../messages/messageKeys.js";
import type { SendingTurn } from "./sendingTurn.js";

/**
 * The sending chain of one epoch. It exists in this object only and is wiped with it: after a restart the next message
 * opens a new epoch, so no key is ever used twice.
 */
export class SendingEpoch {
  readonly epochHash: Bytes32;
  readonly created: number;
  readonly expiry: number;
  readonly #basis: string;
  readonly #chainKey: Uint8Array;
  #next = 0;
  #isDisposed = false;

  /** @param chainKey Taken over: the epoch wipes it. */
  constructor(chainKey: Uint8Array, epochHash: Bytes32, basis: string, created: number, expiry: number) {
    this.#chainKey = chainKey;
    this.epochHash = epochHash;
    this.#basis = basis;
    this.created = created;
    this.expiry = expiry;
  }

  /** n of the next message. */
  get next(): number {
    return this.#next;
  }

  /** Whether the key was wiped. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** CK_n of the next message. */
  get chainKey(): Uint8Array {
    // A wiped key is known to everybody: sealing with it must be impossible.
    if (this.#isDisposed) throw new Error("The epoch is over.");
    return this.#chainKey;
  }

  /** Whether the next message may be sealed here. A clock that was set back ends an epoch as well. */
  serves(basis: string, now: number): boolean {
    return !this.#isDisposed
      && this.#next < Cxe1Limits.messagesPerEpoch
      && this.#basis === basis
      && this.created <= now
      && now < this.expiry;
  }

  /** Goes on to the next message; the key of this one is gone. */
  advance(): void {
    advance(this.chainKey);
    this.#next++;
  }

  /** Wipes the key. */
  dispose(): void {
    this.#isDisposed = true;
    wipe(this.#chainKey);
  }
}

/** What an epoch rests on. If any of it changes, the next message opens a new one. */
export function basisOf(turn: SendingTurn): string {
  return [
    turn.own.devices.hash,
    turn.peer.devices.hash,
    turn.ownTerms.hash,
    turn.peerTerms.hash,
    turn.ownViewer?.hash ?? "none",
    turn.peerViewer?.hash ?? "none",
    turn.certificate.hash,
  ].join(" ");
}
