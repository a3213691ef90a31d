import {
  createMemoryStore, ExchangeError, findSealedVault, forgetSealedVault, HeldMessage, keepSealedVault,
  openIndexedDbStore, Owner, type Entry, type InviteMade, type InviteOptions, type OwnerConversation, type Terms,
} from "@contextexchange/sdk";
import { readOwnerLink, toOwnerLink } from "@contextexchange/sdk/cxe1";
import type { DemoScript } from "./demo.js";
import type {
  Held, HeldText, KeyCalls, OpenOwner, OwnerProof, SafetyNumber, SealedKeys, ThreadText, Upkeep,
} from "./keyCalls.js";
import { openPassphrase, sealPassphrase } from "./passkeySeal.js";
import { readingState } from "./readingState.js";

const database = "contextexchange-owner";

/** Days. Longer than where agents run, which renew by themselves every 30: two copies should not renew at once. */
const renewViewerAfter = 40 * 24 * 60 * 60 * 1_000;

/**
 * The owner's keys of this device, in a worker of their own. At rest they are sealed under the passphrase; they are
 * open as long as the worker lives, so that ending it is what locks them.
 */
export class KeyRing implements KeyCalls {
  readonly #server: string;
  readonly #conversations = new Map<string, Promise<OwnerConversation>>();
  #owner: Owner | null = null;
  // As long as the keys are open, to open and seal other copies of them.
  #passphrase = "";

  constructor(server: string) {
    this.#server = server;
  }

  async create(name: string, passphrase: string): Promise<OpenOwner> {
    // In memory only until they are sealed: nothing of them is ever written without the passphrase.
    const made = await Owner.create(createMemoryStore(), this.#server);
    await made.register({ name });
    return this.takeOver(await made.exportVault(passphrase), passphrase);
  }

  async takeOver(from: string | Uint8Array, passphrase: string, only: string | null = null): Promise<OpenOwner> {
    const vault = typeof from === "string" ? readOwnerLink(from.trim()) : from;
    if (vault === undefined) throw new ExchangeError("no-owner-link", "This is no link with an owner's keys.");
    const store = await openIndexedDbStore(database);
    try {
      const owner = await Owner.unlock(store, vault, passphrase);
      this.#check(owner);
      if (only !== null && owner.id !== only) throw new ExchangeError("other-owner", "These are another owner's keys.");
      const before = await findSealedVault(store);
      await keepSealedVault(store, vault);
      // What this device has made since that copy was: a newer reading key, an agent.
      if (before !== null) await mergeIfSame(owner, before, passphrase);
      return this.#use(owner, passphrase);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async unlock(passphrase: string): Promise<OpenOwner> {
    const store = await openIndexedDbStore(database);
    try {
      const vault = await findSealedVault(store);
      if (vault === null) throw new ExchangeError("no-keys", "There are no keys on this device.");
      return this.#use(await Owner.unlock(store, vault, passphrase), passphrase);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async unlockByPasskey(secret: Uint8Array<ArrayBuffer>, sealed: Uint8Array<ArrayBuffer>): Promise<OpenOwner> {
    return this.unlock(await openPassphrase(secret, sealed));
  }

  async sealForPasskey(secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    this.#open();
    return sealPassphrase(secret, this.#passphrase);
  }

  async forget(): Promise<void> {
    const store = this.#owner?.store ?? await openIndexedDbStore(database);
    this.#owner = null;
    this.#passphrase = "";
    await forgetSealedVault(store);
    await store.close();
  }

  async sealed(): Promise<SealedKeys> {
    const vault = await findSealedVault(this.#open().store);
    if (vault === null) throw new ExchangeError("no-keys", "There are no keys on this device.");
    return { vault, link: toOwnerLink(this.#server, vault) };
  }

  async keepUp(served: Uint8Array | null): Promise<Upkeep> {
    const copy = await this.#compare(served);
    const viewer = await this.#open().renewViewer(renewViewerAfter);
    // They were opened with the reading keys of before.
    this.#conversations.clear();
    return { viewer, copy: viewer === "renewed" && copy === "same" ? "behind" : copy };
  }

  async addAgent(name: string): Promise<OpenOwner> {
    const owner = this.#open();
    await owner.addAgent(name);
    return openOwner(owner);
  }

  async playDemo(script: DemoScript): Promise<{ readonly opened: OpenOwner; readonly made: readonly string[] }> {
    const owner = this.#open();
    // Only here do agents speak in the browser: their part of the SDK comes when it is wanted.
    const { playDemo } = await import("./demo.js");
    const made = await playDemo(owner, script);
    return { opened: openOwner(owner), made };
  }

  async prove(): Promise<OwnerProof> {
    const owner = this.#open();
    return { owner: owner.id, proof: await owner.prove() };
  }

  async pageCode(): Promise<string> {
    return (await (await this.#open().api()).owners.pageCode()).code;
  }

  async readHeld(held: Held): Promise<HeldText> {
    try {
      const { content } = await this.#opened(held);
      const { text, subject, note, kind } = content;
      return { state: "read", text, subject, note, kind };
    } catch (error) {
      if (!(error instanceof ExchangeError) || error.retryable) throw error;
      return { state: readingState(error.code), reason: error.code };
    }
  }

  async approve(held: Held): Promise<void> {
    await (await this.#heldMessage(held)).approve();
  }

  async sendBack(held: Held, note: string): Promise<void> {
    await (await this.#heldMessage(held)).sendBack(note);
  }

  async readMessages(
    agent: string, peer: string, entries: readonly Entry[], isFirst: boolean,
  ): Promise<readonly ThreadText[]> {
    if (isFirst) this.#conversations.delete(`${agent} ${peer}`);
    const messages = await (await this.#conversation(agent, peer)).readSome(entries);
    return messages.map((message): ThreadText => {
      // What is no envelope has no name, and nothing on the page asks for it.
      const hash = message.hash ?? "";
      if (message.kind === "unreadable") {
        const { reason, isAlarm } = message;
        return { state: readingState(reason), hash, reason, isAlarm };
      }
      const { text, subject, note, kind } = message.content;
      return { state: "read", hash, text, subject, note, kind };
    });
  }

  safetyNumber(agent: string, peer: string): Promise<SafetyNumber> {
    return this.#fresh(agent, peer, (conversation) => conversation.safetyNumber());
  }

  async trust(agent: string, peer: string, compared: string): Promise<void> {
    await this.#fresh(agent, peer, async (conversation) => {
      // What the person compared, and nothing that the server shows since.
      if ((await conversation.safetyNumber()).number !== compared)
        throw new ExchangeError("peer-identity-changed", "The safety number has changed meanwhile: compare it again.");
      await conversation.trust();
    });
  }

  async changeTerms(agent: string, peer: string, terms: Terms): Promise<void> {
    await this.#open().changeTerms(agent, peer, terms);
    this.#conversations.delete(`${agent} ${peer}`);
  }

  invite(agent: string, options: InviteOptions): Promise<InviteMade> {
    return this.#open().inviteFor(agent, options);
  }

  #open(): Owner {
    if (this.#owner === null) throw new ExchangeError("locked", "The keys are locked.");
    return this.#owner;
  }

  #use(owner: Owner, passphrase: string): OpenOwner {
    this.#owner = owner;
    this.#passphrase = passphrase;
    return openOwner(owner);
  }

  async #compare(served: Uint8Array | null): Promise<Upkeep["copy"]> {
    if (served === null) return "behind";
    const { vault } = await this.sealed();
    if (served.length === vault.length && served.every((byte, at) => byte === vault[at])) return "same";
    const owner = this.#open();
    const isAhead = await mergeIfSame(owner, served, this.#passphrase);
    if (isAhead === null) return "other";
    if (isAhead) return "behind";
    await keepSealedVault(owner.store, served);
    return "same";
  }

  #check(owner: Owner): void {
    if (owner.server !== this.#server) throw new ExchangeError("other-server", owner.server);
  }

  async #heldMessage(held: Held): Promise<HeldMessage> {
    const { conversation, ...opened } = await this.#opened(held);
    return new HeldMessage(held, conversation, opened);
  }

  async #opened(held: Held): Promise<
    { readonly conversation: OwnerConversation } & Awaited<ReturnType<OwnerConversation["open"]>>
  > {
    const peer = held.side === held.sender ? held.recipient : held.sender;
    try {
      return await this.#openIn(await this.#conversation(held.side, peer), held);
    } catch (error) {
      if (!(error instanceof ExchangeError) || error.retryable) throw error;
      // What was fetched before may be old: keys and contracts change.
      return this.#fresh(held.side, peer, (conversation) => this.#openIn(conversation, held));
    }
  }

  async #openIn(conversation: OwnerConversation, held: Held) {
    return { conversation, ...await conversation.open(held.envelope) };
  }

  async #fresh<T>(agent: string, peer: string, work: (conversation: OwnerConversation) => Promise<T>): Promise<T> {
    this.#conversations.delete(`${agent} ${peer}`);
    return work(await this.#conversation(agent, peer));
  }

  #conversation(agent: string, peer: string): Promise<OwnerConversation> {
    const key = `${agent} ${peer}`;
    const known = this.#conversations.get(key);
    if (known !== undefined) return known;
    const made = this.#open().conversation(agent, peer);
    this.#conversations.set(key, made);
    made.catch(() => this.#conversations.delete(key));
    return made;
  }
}

/** As `merge`; null where the copy is another owner's or has another passphrase. */
async function mergeIfSame(owner: Owner, copy: Uint8Array, passphrase: string): Promise<boolean | null> {
  try {
    return await owner.merge(copy, passphrase);
  } catch (error) {
    if (error instanceof ExchangeError && ["vault-refused", "other-owner"].includes(error.code)) return null;
    throw error;
  }
}

function openOwner(owner: Owner): OpenOwner {
  return { owner: owner.id, agents: owner.agents.map(({ agent }) => agent) };
}
