import { nextId, type Id } from "../cxe1/bytes/id.js";
import { AgentCertificate } from "../cxe1/identity/agentCertificate.js";
import { rawPublicKey, type AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import {
  readOwnerLink, readOwnerVault, sealOwnerVault, toOwnerLink, type OwnerVault, type VaultAgent,
} from "../cxe1/owner/ownerVault.js";
import { importSigningKey, randomBytes, systemRandom, type SigningKey } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { AgentProfile } from "../live/agentProfile.js";
import { ClientTable, textKey } from "../live/clientTables.js";
import { systemClock, type Clock } from "../live/clock.js";
import { DeviceSessions, SessionKeeper } from "../live/deviceSessions.js";
import { Enrolment } from "../live/enrolment.js";
import { answer } from "../live/proofs.js";
import {
  acceptInvite, createInvite, previewInvite, signInvite, type InviteMade, type InviteOptions, type InvitingOwner,
} from "../peers/invitations.js";
import { inviteSecretOf } from "../peers/inviteSecret.js";
import { ExchangeApi } from "../rest/exchangeApi.js";
import type { Fetch } from "../rest/http.js";
import type { ConnectionInfo, InvitePreview, Terms } from "../rest/models.js";
import { originOf } from "../rest/origin.js";
import type { Proof } from "../rest/ownersApi.js";
import type { ClientStore } from "../store/clientStore.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import type { AgentId, DeviceId, OwnerId } from "../wire/id.js";
import { keyMissing, ownStanding, rotate } from "./agentKeyRotation.js";
import { OwnerConversation } from "./conversation.js";
import { heldMessages, type HeldMessage } from "./heldMessages.js";
import { keepSealedVault } from "./sealedVault.js";
import { signNextTerms } from "./terms.js";
import { missing, openVault, putVault, vaultKey } from "./vaultRows.js";
import { certify, genuine, isViewerDue, mergeViewers, newViewer, renewViewerAfter, viewerKeys } from "./viewers.js";

/** How an owner's software behaves. */
export interface OwnerOptions {
  readonly clock?: Clock;
  /** The transport of REST calls. */
  readonly fetch?: Fetch;
  /** What this machine is called in the list of an agent's devices. */
  readonly deviceName?: string;
}

const zeroId = "0".repeat(32);

/**
 * An owner with its keys: certifies agents, signs contracts and approvals, reads what its agents exchange. The keys
 * stand in the owner's store; `exportVault` is the way to another machine, and what must not be lost.
 */
export class Owner {
  /** Where the keys stand. */
  readonly store: ClientStore;
  /** The owner's identity key (OIK). */
  readonly oik: SigningKey;
  readonly #clock: Clock;
  readonly #options: OwnerOptions;
  readonly #api: ExchangeApi;
  readonly #keeper: SessionKeeper;
  readonly #putVault: (vault: OwnerVault) => Promise<void>;
  #vault: OwnerVault;
  #lastOffer = 0;

  private constructor(
    store: ClientStore, vault: OwnerVault, oik: SigningKey, options: OwnerOptions,
    putVault: (vault: OwnerVault) => Promise<void>,
  ) {
    this.store = store;
    this.#putVault = putVault;
    this.oik = oik;
    this.#vault = vault;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#api = new ExchangeApi(vault.origin, options.fetch);
    this.#keeper =
      new SessionKeeper(this.#clock, async () => this.#api.owners.signIn(this.id, await this.prove()));
  }

  /** The owner's id. */
  get id(): OwnerId {
    return this.#vault.owner;
  }

  /** The server's origin. */
  get server(): string {
    return this.#vault.origin;
  }

  /** The agents whose identity keys are here. */
  get agents(): readonly Pick<VaultAgent, "agent" | "name">[] {
    return this.#vault.agents.map(({ agent, name }) => ({ agent, name }));
  }

  /** Makes a new owner's keys and stores them, before any server hears of them. */
  static async create(store: ClientStore, server: string, options: OwnerOptions = {}): Promise<Owner> {
    const vault: OwnerVault =
      { owner: nextId(systemRandom), oik: randomBytes(32), origin: originOf(server), viewers: [], agents: [] };
    await putVault(store, vault, true);
    return Owner.#of(store, vault, options);
  }

  /** The owner in a store; null where it holds none. */
  static async load(store: ClientStore, options: OwnerOptions = {}): Promise<Owner | null> {
    const content = await store.transact((rows) => rows.get(ClientTable.owner, vaultKey));
    if (content === null) return null;
    const vault = readOwnerVault(content);
    if (!vault.ok) throw new DeviceStoreError("store-damaged", "The store holds a damaged vault.");
    return Owner.#of(store, vault.value, options);
  }

  /**
   * Takes over an owner from its vault.
   * @param vault The blob, or the link that carries it.
   * @throws {ExchangeError} `vault-refused`: another passphrase, or damaged.
   */
  static async importVault(
    store: ClientStore, vault: Uint8Array | string, passphrase: string, options: OwnerOptions = {},
  ): Promise<Owner> {
    const blob = typeof vault === "string" ? readOwnerLink(vault) : vault;
    const opened = await openVault(blob, passphrase);
    await putVault(store, opened, true);
    return Owner.#of(store, opened, options);
  }

  /**
   * Opens an owner from its sealed vault for as long as this object lives: the store gets its keys only sealed under
   * the same passphrase, as `keepSealedVault` puts them there, whenever the vault changes.
   * @param vault The blob, as `findSealedVault` gives it.
   * @throws {ExchangeError} `vault-refused`: another passphrase, or damaged.
   */
  static async unlock(
    store: ClientStore, vault: Uint8Array, passphrase: string, options: OwnerOptions = {},
  ): Promise<Owner> {
    return Owner.#of(store, await openVault(vault, passphrase), options,
      async (changed) => keepSealedVault(store, await sealOwnerVault(changed, passphrase)));
  }

  /** The owner's keys in a blob that only the passphrase opens. Takes seconds. */
  exportVault(passphrase: string): Promise<Uint8Array> {
    return sealOwnerVault(this.#vault, passphrase);
  }

  /** The same as a link, whose fragment no server sees. */
  async exportLink(passphrase: string): Promise<string> {
    return toOwnerLink(this.server, await this.exportVault(passphrase));
  }

  /**
   * Registers the owner at its server and publishes its first viewer.
   * @param details `bootstrap` is the one-time code that makes the first owner an operator.
   * @returns Whether the owner is an operator.
   */
  async register(
    details: { readonly name: string; readonly email?: string; readonly bootstrap?: string },
  ): Promise<boolean> {
    const { name, ...more } = details;
    const registered =
      await this.#api.owners.register(this.id, name, this.oik.publicKey, await this.prove(), more);
    this.#keeper.use(registered);
    await this.renewViewer();
    return registered.operator;
  }

  /** Proves to the server that the caller has this owner's key, for `AccountApi.bindOwner`. Once, within a minute. */
  async prove(): Promise<Proof> {
    return answer(this.oik, this.server, this.id, zeroId, await this.#api.owners.challenge());
  }

  /** The REST calls as this owner. */
  async api(): Promise<ExchangeApi> {
    return this.#api.as(await this.#keeper.credential(), () => this.#keeper.renewed());
  }

  /**
   * Makes a new viewer key where the newest is old or missing, and sees to it that the newest is published. Call it
   * daily.
   * @param after How old, in milliseconds; 30 days by default. A copy of the keys that waits longer, at most 60 days,
   * leaves it to those that do not.
   * @returns `elsewhere`: another copy of the owner's keys has made a newer one, with which what comes from now on is
   * read; `merge` brings it here.
   */
  async renewViewer(after = renewViewerAfter): Promise<"current" | "renewed" | "elsewhere"> {
    const now = this.#clock.now();
    const api = await this.api();
    const published = await genuine(this.oik, await api.owners.viewers());
    const last = published.at(-1);
    let newest = this.#vault.viewers.at(-1);
    if (last !== undefined && last.notBefore > (newest?.notBefore ?? 0) && !isViewerDue(last, now, after))
      return "elsewhere";
    const isDue = isViewerDue(newest, now, after);
    if (isDue) {
      newest = newViewer(now);
      // Stored first: what is wrapped for a key that is nowhere can never be read.
      await this.#keep({ ...this.#vault, viewers: mergeViewers(this.#vault.viewers, [newest]) });
    }
    if (newest !== undefined && last?.viewer !== newest.viewer)
      await api.owners.putViewer((await certify(this.oik, newest)).bytes);
    return isDue ? "renewed" : "current";
  }

  /**
   * Takes over what another copy of this owner's vault has more: viewers and agents.
   * @returns Whether this copy has something that the other one lacks.
   * @throws {ExchangeError} `vault-refused`: another passphrase, or damaged; `other-owner`.
   */
  async merge(copy: Uint8Array, passphrase: string): Promise<boolean> {
    const other = await openVault(copy, passphrase);
    if (other.owner !== this.id) throw new ExchangeError("other-owner", "These are the keys of another owner.");
    const { viewers, agents } = this.#vault;
    const merged = {
      ...this.#vault,
      viewers: mergeViewers(viewers, other.viewers),
      agents: [...agents, ...missing(other.agents, agents, "agent")],
    };
    if (missing(merged.viewers, viewers, "viewer").length > 0 || merged.agents.length > agents.length)
      await this.#keep(merged);
    return missing(merged.viewers, other.viewers, "viewer").length > 0 || merged.agents.length > other.agents.length;
  }

  /**
   * Makes a new agent of this owner on a new device: keys, registration, device.
   * @param store An empty store for the device; it may be this owner's own.
   */
  async createAgent(store: ClientStore, name: string): Promise<AgentProfile> {
    const { agent, aik, apiKey } = await this.#registerAgent(name);
    return this.#enrol(store, agent, aik, name, apiKey);
  }

  /** Makes a new agent that has no device yet: `addDevice` on another machine, or `cex enrol`, gives it one. */
  async addAgent(name: string): Promise<AgentId> {
    return (await this.#registerAgent(name)).agent;
  }

  /**
   * Adds a device to an agent of this owner, for example in the place of a lost one. It is told which peers are pinned
   * in this owner's store: a device that never saw an invite link could not know.
   */
  async addDevice(store: ClientStore, agent: AgentId): Promise<AgentProfile> {
    const { aik, name } = this.#agentOf(agent);
    for (const table of [ClientTable.peers, ClientTable.offers]) {
      const known = await this.store.transact((rows) => rows.scan(table, new Uint8Array(0)));
      await store.transact((rows) => {
        for (const { key, value } of known) rows.put(table, key, value);
      });
    }
    const { apiKey } = await (await this.api()).agents.addKey(agent);
    return this.#enrol(store, agent, aik, name, apiKey);
  }

  /**
   * Replaces the agent's identity key by a new one that the old one signs: peers follow it without being asked, and see
   * a new safety number. Every active device is certified anew. Invites that are open end. A rotation that was
   * interrupted is finished by calling it again.
   * @param profile The agent on this device.
   * @throws {ExchangeError} `agent-key-missing`: another device has rotated it; `conflict`: a device waits for the
   * owner; `limit-reached`.
   */
  async rotateAgentKey(profile: AgentProfile): Promise<void> {
    const { agent } = profile;
    const row = textKey(`next-key ${agent}`);
    const held = this.#agentOf(agent);
    const api = await this.api();
    const kept = await this.store.transact((rows) => rows.get(ClientTable.owner, row));
    const seed = kept ?? randomBytes(32);
    const [old, next] = [await importSigningKey(held.aik), await importSigningKey(seed)];
    let standing = await ownStanding(api, await this.#identityOf(agent), this.#clock);
    // An interrupted one may have arrived: then its key is in force now, and no other is made.
    if (standing.identity.aik !== rawPublicKey(next)) {
      if (standing.identity.aik !== rawPublicKey(old)) throw keyMissing();
      // Stored before anybody hears of it: a key that is in force and nowhere ends the agent.
      await this.store.transact((rows) => rows.put(ClientTable.owner, row, seed));
      await rotate(api, profile, standing, this.oik, old, next, this.#clock);
      standing = await ownStanding(api, standing.identity, this.#clock);
    }
    await profile.adopt(seed, standing.identity, standing.keys);
    const agents = this.#vault.agents.map((one) => one.agent === agent ? { ...one, aik: seed } : one);
    await this.#keep({ ...this.#vault, agents });
    await this.store.transact((rows) => rows.delete(ClientTable.owner, row));
  }

  /** Makes a single-use invite link of an agent, with a signed offer. */
  async invite(profile: AgentProfile, options: InviteOptions = {}): Promise<string> {
    return createInvite(await this.#inviting(profile), this.#nextOffer(), options);
  }

  /**
   * The same for an agent whose keys are in the vault, without a device of it. The link's secret follows from the
   * agent's key and the offer's time: so every device of the agent can check who accepted, and nothing is kept here.
   * @throws {ExchangeError} `agent-key-missing`: another device has rotated the agent's key.
   */
  async inviteFor(agent: AgentId, options: InviteOptions = {}): Promise<InviteMade> {
    const api = await this.api();
    const identity = await this.#identityOf(agent);
    if ((await ownStanding(api, identity, this.#clock)).identity.aik !== identity.aik) throw keyMissing();
    const created = this.#nextOffer();
    const secret = inviteSecretOf(this.#agentOf(agent).aik, created);
    return signInvite({ identity, server: this.server, oik: this.oik, api }, secret, created, options);
  }

  /** What a link offers; the inviter's identity and the signed offer are checked against it. */
  async previewInvite(profile: AgentProfile, link: string): Promise<InvitePreview> {
    return previewInvite(await this.#inviting(profile), link);
  }

  /** Accepts a link under signed terms, the balanced contract by default, and pins the inviter. */
  async acceptInvite(profile: AgentProfile, link: string, terms?: Terms): Promise<ConnectionInfo> {
    return acceptInvite(await this.#inviting(profile), link, terms);
  }

  /** Signs the next version of the own side's contract and puts it in force. */
  async changeTerms(agent: AgentId, peer: AgentId, terms: Terms): Promise<ConnectionInfo> {
    const conversation = await this.conversation(agent, peer);
    const signed = await signNextTerms(this.oik, await conversation.peer(), terms, this.#clock.now());
    return (await this.api()).connections.putTerms(agent, peer, terms, signed.bytes);
  }

  /** What waits for this owner's decision, opened and read, over all agents whose keys are here. */
  async held(): Promise<HeldMessage[]> {
    const api = await this.api();
    return heldMessages(await api.owners.approvals(), (agent, peer) => this.conversation(agent, peer));
  }

  /** One connection of one of the owner's agents, to be read with the owner's viewer keys. */
  async conversation(agent: AgentId, peer: AgentId): Promise<OwnerConversation> {
    return new OwnerConversation({
      agent,
      with: peer,
      identity: await this.#identityOf(agent),
      store: this.store,
      oik: this.oik,
      agentSeed: this.#agentOf(agent).aik,
      keys: await viewerKeys(this.#vault.viewers),
      api: () => this.api(),
      clock: this.#clock,
    });
  }

  /**
   * Opens what was exchanged with a peer before for a device that enrolled later.
   * @returns How many epochs were opened.
   */
  async rewrapFor(agent: AgentId, peer: AgentId, device: DeviceId): Promise<number> {
    return (await this.conversation(agent, peer)).rewrapFor(device);
  }

  static async #of(
    store: ClientStore, vault: OwnerVault, options: OwnerOptions,
    put = (changed: OwnerVault): Promise<void> => putVault(store, changed, false),
  ): Promise<Owner> {
    return new Owner(store, vault, await importSigningKey(vault.oik), options, put);
  }

  async #registerAgent(
    name: string,
  ): Promise<{ readonly agent: AgentId; readonly aik: Uint8Array; readonly apiKey: string }> {
    const agent = nextId(systemRandom);
    const aik = randomBytes(32);
    await this.#keep({ ...this.#vault, agents: [...this.#vault.agents, { agent, aik, name }] });
    const key = await importSigningKey(aik);
    const certificate = await AgentCertificate.issue(this.oik, agent, rawPublicKey(key), this.#clock.now());
    const { apiKey } = await (await this.api()).agents.register(agent, name, certificate.bytes);
    return { agent, aik, apiKey };
  }

  async #enrol(store: ClientStore, agent: Id, aik: Uint8Array, name: string, apiKey: string): Promise<AgentProfile> {
    const profile = await AgentProfile.create(
      store, { server: this.server, name, agent, agentSeed: aik, ownerKey: rawPublicKey(this.oik) });
    await profile.keep("api-key", textKey(apiKey));
    const sessions = new DeviceSessions(this.#api, profile, this.#clock);
    await new Enrolment(profile, sessions, this.#clock, this.#options.deviceName ?? "device").renew(await this.api());
    return profile;
  }

  async #inviting(profile: AgentProfile): Promise<InvitingOwner> {
    return { profile, oik: this.oik, api: await this.api(), clock: this.#clock };
  }

  async #identityOf(agent: AgentId): Promise<AgentIdentity> {
    const key = await importSigningKey(this.#agentOf(agent).aik);
    return { agent, aik: rawPublicKey(key), oik: rawPublicKey(this.oik) };
  }

  /** Each offer has its own time, as its secret follows from it. */
  #nextOffer(): number {
    return this.#lastOffer = Math.max(this.#clock.now(), this.#lastOffer + 1);
  }

  #agentOf(agent: AgentId): VaultAgent {
    const known = this.#vault.agents.find((one) => one.agent === agent);
    if (known === undefined) throw new ExchangeError("not-found", `The keys of agent ${agent} are not in this vault.`);
    return known;
  }

  async #keep(vault: OwnerVault): Promise<void> {
    await this.#putVault(vault);
    this.#vault = vault;
  }
}
