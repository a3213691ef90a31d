import { ExchangeError } from "@contextexchange/sdk";
import type { PasskeySecret } from "../account/passkeys.js";
import type { DemoScript } from "./demo.js";
import type { KeyCalls, OpenOwner } from "./keyCalls.js";
import { KeyWorker } from "./keyWorker.js";

/** What of the keys is on this device. */
export type KeyState =
  | { readonly state: "absent" }
  | { readonly state: "locked"; readonly owner: string; readonly wasIdle: boolean }
  | { readonly state: "unlocking"; readonly owner: string | null }
  | {
    readonly state: "unlocked"; readonly owner: string; readonly agents: readonly string[];
    /** When they were opened: two openings are never the same. */
    readonly since: number;
  };

const ownerPlace = "cex.keys.owner";
const idlePlace = "cex.keys.idle";
const passkeyPlace = "cex.keys.passkey";
const defaultIdle = 15;

/** The passphrase, sealed under the secret of a passkey. */
interface SealedByPasskey {
  readonly id: string;
  readonly sealed: readonly number[];
}

/** Choices for how long nothing may happen before the keys are locked, in minutes. */
export const idleChoices = [1, 5, 15, 60] as const;

/**
 * Whether the keys are here and open. The keys themselves are in a worker that lives only while they are open; this
 * holds no secret, only whose they are.
 */
class KeyStore {
  readonly #listeners = new Set<() => void>();
  #state: KeyState;
  #worker: KeyWorker | null = null;
  #idleTimer: number | undefined;

  constructor() {
    const owner = localStorage.getItem(ownerPlace);
    this.#state = owner === null ? { state: "absent" } : { state: "locked", owner, wasIdle: false };
  }

  readonly current = (): KeyState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get idleMinutes(): number {
    const chosen = Number(localStorage.getItem(idlePlace));
    return idleChoices.find((choice) => choice === chosen) ?? defaultIdle;
  }

  set idleMinutes(minutes: number) {
    localStorage.setItem(idlePlace, String(minutes));
    this.touch();
  }

  unlock(passphrase: string): Promise<void> {
    return this.#enter((worker) => worker.call("unlock", passphrase));
  }

  async create(name: string, passphrase: string): Promise<void> {
    await this.#enter((worker) => worker.call("create", name, passphrase));
    this.forgetPasskey();
  }

  /** @param only Whose keys they must be; null for anybody's. Others replace nothing. */
  async takeOver(from: string | Uint8Array, passphrase: string, only: string | null = null): Promise<void> {
    await this.#enter((worker) => worker.call("takeOver", from, passphrase, only));
    this.forgetPasskey();
  }

  /** The passkey that opens the keys on this device; null for the passphrase alone. */
  get passkey(): string | null {
    return this.#bySecret()?.id ?? null;
  }

  /** From now on the passkey opens the keys here too. */
  async rememberPasskey({ id, secret }: PasskeySecret): Promise<void> {
    const sealed = await this.call("sealForPasskey", secret);
    localStorage.setItem(passkeyPlace, JSON.stringify({ id, sealed: [...sealed] }));
  }

  forgetPasskey(): void {
    localStorage.removeItem(passkeyPlace);
  }

  unlockByPasskey({ secret }: PasskeySecret): Promise<void> {
    const sealed = Uint8Array.from(this.#bySecret()?.sealed ?? []);
    return this.#enter((worker) => worker.call("unlockByPasskey", secret, sealed));
  }

  /** Makes an agent that has no device yet. */
  async addAgent(name: string): Promise<void> {
    const opened = await this.call("addAgent", name);
    if (this.#state.state === "unlocked") this.#set({ ...this.#state, ...opened });
  }

  /** Makes two agents of the owner, has them meet and talk; gives their ids. */
  async playDemo(script: DemoScript): Promise<readonly string[]> {
    const { opened, made } = await this.call("playDemo", script);
    if (this.#state.state === "unlocked") this.#set({ ...this.#state, ...opened });
    return made;
  }

  /** What still needs the keys before they are locked. */
  beforeLock = (): Promise<void> => Promise.resolve();

  /** Ends the worker: nothing of the keys is left in memory. */
  async lock(wasIdle = false): Promise<void> {
    if (this.#state.state !== "unlocked") return;
    await this.beforeLock();
    if (this.#state.state !== "unlocked") return;
    this.#end();
    this.#set({ state: "locked", owner: this.#state.owner, wasIdle });
  }

  /** Removes the sealed keys from this device. */
  async forget(): Promise<void> {
    const worker = this.#worker ?? new KeyWorker();
    this.#worker = worker;
    await worker.call("forget");
    this.#end();
    localStorage.removeItem(ownerPlace);
    this.forgetPasskey();
    this.#set({ state: "absent" });
  }

  /** Asks the worker; fails with `locked` while the keys are. */
  call<N extends keyof KeyCalls>(name: N, ...args: Parameters<KeyCalls[N]>): ReturnType<KeyCalls[N]> {
    if (this.#worker === null || this.#state.state !== "unlocked")
      return Promise.reject(new ExchangeError("locked", "The keys are locked.")) as ReturnType<KeyCalls[N]>;
    return this.#worker.call(name, ...args);
  }

  /** Somebody is here: the time until the lock begins anew. */
  touch(): void {
    window.clearTimeout(this.#idleTimer);
    if (this.#state.state !== "unlocked") return;
    this.#idleTimer = window.setTimeout(() => void this.lock(true), this.idleMinutes * 60_000);
  }

  async #enter(open: (worker: KeyWorker) => Promise<OpenOwner>): Promise<void> {
    const before = this.#state;
    this.#end();
    const worker = new KeyWorker();
    this.#worker = worker;
    this.#set({ state: "unlocking", owner: "owner" in before ? before.owner : null });
    try {
      const opened = await open(worker);
      localStorage.setItem(ownerPlace, opened.owner);
      this.#set({ state: "unlocked", ...opened, since: performance.now() });
      this.touch();
    } catch (error) {
      this.#end();
      this.#set(before.state === "unlocked" ? { state: "locked", owner: before.owner, wasIdle: false } : before);
      throw error;
    }
  }

  #bySecret(): SealedByPasskey | null {
    return JSON.parse(localStorage.getItem(passkeyPlace) ?? "null") as SealedByPasskey | null;
  }

  #end(): void {
    window.clearTimeout(this.#idleTimer);
    this.#worker?.end();
    this.#worker = null;
  }

  #set(state: KeyState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const keys = new KeyStore();
