import type { DemoScript } from "./demo.js";
import type { Entry, InviteMade, InviteOptions, Proof, Terms } from "@contextexchange/sdk";

// What the page asks of the worker that holds the keys. Keys never come out of it; texts and signed decisions do.

/** A held message as the server tells it, for opening and deciding. */
export type Held = import("@contextexchange/sdk").ApprovalInfo;

/** What a held message says. */
export type HeldText =
  | {
    readonly state: "read"; readonly text: string; readonly subject: string; readonly note: string;
    readonly kind: string;
  }
  | { readonly state: "unverified" | "undecryptable"; readonly reason: string };

/** What one message of a conversation says, by its envelope's hash. */
export type ThreadText =
  | {
    readonly state: "read"; readonly hash: string; readonly text: string; readonly subject: string;
    readonly note: string; readonly kind: string;
  }
  | {
    readonly state: "unverified" | "undecryptable"; readonly hash: string; readonly reason: string;
    readonly isAlarm: boolean;
  };

/** The owner whose keys are open. */
export interface OpenOwner {
  readonly owner: string;
  readonly agents: readonly string[];
}

/** What the owners of two agents compare. */
export interface SafetyNumber {
  /** Sixty digits in twelve groups. */
  readonly number: string;
  /** The peer is known on this device as the server shows it now. */
  readonly isTrusted: boolean;
}

/** The keys as they stand on this device: sealed under the passphrase. */
export interface SealedKeys {
  readonly vault: Uint8Array;
  /** The same as a link. */
  readonly link: string;
}

/** What shows the server that the keys are here. */
export interface OwnerProof {
  readonly owner: string;
  readonly proof: Proof;
}

/** How the keys of this device stand to their copies elsewhere. */
export interface Upkeep {
  /** `elsewhere`: another copy has made a newer reading key, which this device lacks. */
  readonly viewer: "current" | "renewed" | "elsewhere";
  /** The copy on the server: `behind` lacks what is here, `other` does not open with this passphrase. */
  readonly copy: "same" | "behind" | "other";
}

/** The calls of the worker, by name. */
export interface KeyCalls {
  /** Makes a new owner, registers it, and keeps its keys on this device, sealed under the passphrase. */
  create(name: string, passphrase: string): Promise<OpenOwner>;
  /**
   * Puts a vault on this device, still sealed, and opens it: from a link, or as the server keeps it. One of another
   * owner than `only` is refused with `other-owner` and replaces nothing; null takes anybody's.
   */
  takeOver(from: string | Uint8Array, passphrase: string, only?: string | null): Promise<OpenOwner>;
  /** Opens the vault that is on this device. */
  unlock(passphrase: string): Promise<OpenOwner>;
  /** Opens the vault that is on this device, by the passphrase that `sealForPasskey` has sealed. */
  unlockByPasskey(secret: Uint8Array<ArrayBuffer>, sealed: Uint8Array<ArrayBuffer>): Promise<OpenOwner>;
  /** The passphrase of the open vault, sealed under the secret that a passkey gives. */
  sealForPasskey(secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
  /** Removes the vault from this device. */
  forget(): Promise<void>;
  sealed(): Promise<SealedKeys>;
  /**
   * Takes over what the copy on the server has more (null: there is none), and renews the reading key when it is due.
   */
  keepUp(served: Uint8Array | null): Promise<Upkeep>;
  /** Makes an agent that has no device yet. */
  addAgent(name: string): Promise<OpenOwner>;
  /** Makes two agents, has them meet and talk; gives their ids. */
  playDemo(script: DemoScript): Promise<{ readonly opened: OpenOwner; readonly made: readonly string[] }>;
  prove(): Promise<OwnerProof>;
  /** A code that signs the page in as the owner whose keys are open. */
  pageCode(): Promise<string>;
  readHeld(held: Held): Promise<HeldText>;
  approve(held: Held): Promise<void>;
  sendBack(held: Held, note: string): Promise<void>;
  /**
   * Opens messages of a conversation, each in its place.
   * @param isFirst Nothing that was fetched before is believed: keys and contracts are asked for anew.
   */
  readMessages(
    agent: string, peer: string, entries: readonly Entry[], isFirst: boolean,
  ): Promise<readonly ThreadText[]>;
  safetyNumber(agent: string, peer: string): Promise<SafetyNumber>;
  /** Pins the peer, if its safety number still is the one that the person has compared. */
  trust(agent: string, peer: string, compared: string): Promise<void>;
  changeTerms(agent: string, peer: string, terms: Terms): Promise<void>;
  /** Makes a single-use invite of an agent whose keys are here, with a signed offer. */
  invite(agent: string, options: InviteOptions): Promise<InviteMade>;
}

/** One call on its way to the worker. */
export interface KeyRequest {
  readonly id: number;
  readonly name: keyof KeyCalls;
  readonly args: readonly unknown[];
}

/** Its answer. */
export type KeyAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
    readonly id: number; readonly ok: false; readonly code: string; readonly message: string;
    readonly retryable: boolean;
  };
