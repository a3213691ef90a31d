import type { ConnectionContext } from "../cxe1/device/connectionContext.js";
import { extendOffers } from "../cxe1/consent/acceptedOffers.js";
import { ConnectionTerms } from "../cxe1/consent/connectionTerms.js";
import type { Id } from "../cxe1/bytes/id.js";
import { isNamedBy } from "../cxe1/consent/termsParty.js";
import type { AgentDirectory } from "../cxe1/identity/agentDirectory.js";
import { sameIdentity, type AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { followRotations, withPastKeys } from "../cxe1/identity/rotationChain.js";
import { safetyNumber, showSafetyNumber } from "../cxe1/owner/safetyNumber.js";
import { equalInConstantTime } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { isAttackCode } from "../live/attacks.js";
import type { Clock } from "../live/clock.js";
import { ClientTable, readText } from "../live/clientTables.js";
import type { ConnectionGuard } from "../live/connectionGuard.js";
import { ProblemError } from "../rest/errors.js";
import type { ExchangeApi } from "../rest/exchangeApi.js";
import type { ConnectionInfo, PeerKeys, Terms } from "../rest/models.js";
import type { ClientStore } from "../store/clientStore.js";
import type { AgentId, ConnectionId } from "../wire/id.js";
import { saysTheSame } from "./contract.js";
import { acceptanceOf } from "./inviteLink.js";
import { learnKeys } from "./keyHistory.js";
import {
  claimedIdentity, findPin, followPin, keepPin, keepSuspension, rotationsOf, suspensionOf,
} from "./pins.js";
import { keepOffers, knownOffers, ownOfferCheck, ownSecrets } from "./offers.js";
import { sealingError } from "./sealingErrors.js";
import { readSignedTerms, type SignedTerms } from "./signedTerms.js";

/** All that is needed to seal to and open from one peer, checked against the pinned identity. */
export interface Peer {
  /** The connection as the server tells it. Names are untrusted text. */
  readonly info: ConnectionInfo;
  readonly context: ConnectionContext;
  /** The own agent's directory. */
  readonly own: AgentDirectory;
  /** The peer's directory. */
  readonly directory: AgentDirectory;
}

/** For whom a book is kept. */
export interface BookKeeper {
  readonly agent: AgentId;
  /** The agent's own identity. */
  readonly identity: AgentIdentity;
  /** Where pins and keys are remembered. */
  readonly store: ClientStore;
  /** The seed of the agent's identity key, for invites that another device made, or the owner's page. */
  seed(): Promise<Uint8Array>;
  /** Takes over what signed rotations have made of the own identity; absent where nobody keeps that. */
  follow?(identity: AgentIdentity, keys: PeerKeys): Promise<void>;
}

/** The server hands out one-time prekeys at most 30 times an hour. */
const prekeyInterval = 150_000;

/** Why the server is told that a connection is stopped. */
const identityChanged = "identity-changed";

/**
 * The peers of this agent: who they are for certain, their contract and keys. Asks the server when something is missing
 * or stale, and believes nothing that the pinned identity did not sign.
 */
export class PeerBook {
  readonly #profile: BookKeeper;
  readonly #asDevice: () => Promise<ExchangeApi>;
  readonly #clock: Clock;
  readonly #keyRotated: ((peer: AgentId) => void) | undefined;
  readonly #guard: ConnectionGuard | undefined;
  readonly #peers = new Map<AgentId, Peer>();
  readonly #agents = new Map<ConnectionId, AgentId>();
  readonly #pending = new Map<AgentId, Promise<Peer>>();
  readonly #prekeysAt = new Map<AgentId, number>();
  readonly #spent = new Set<AgentId>();

  /**
   * @param keyRotated Told when a peer's key was followed over a rotation.
   * @param guard Stops connections whose keys or terms were forged; absent where that is another's business.
   */
  constructor(
    profile: BookKeeper, asDevice: () => Promise<ExchangeApi>, clock: Clock, keyRotated?: (peer: AgentId) => void,
    guard?: ConnectionGuard) {
    this.#profile = profile;
    this.#guard = guard;
    this.#asDevice = asDevice;
    this.#clock = clock;
    this.#keyRotated = keyRotated;
  }

  /** The peer as last fetched, or fetched now. */
  async get(agent: AgentId): Promise<Peer> {
    const known = this.find(agent);
    if (known === undefined) return this.refresh(agent);
    if (!this.#spent.has(agent) || this.#clock.now() - this.#prekeysAt.get(agent)! < prekeyInterval) return known;
    try {
      return await this.refresh(agent);
    } catch (error) {
      // The signed prekeys serve until the server can be asked again.
      if (error instanceof ExchangeError && error.retryable) return known;
      throw error;
    }
  }

  /** An epoch was opened with the one-time prekeys that are here: for the next one others are fetched. */
  spendPrekeys(agent: AgentId): void {
    this.#spent.add(agent);
  }

  /** The peer as last fetched; undefined before that. */
  find(agent: AgentId): Peer | undefined {
    const known = this.#peers.get(agent);
    // Read under an identity key of the own agent that was replaced meanwhile: nothing can be sealed or opened by it.
    return known?.context.own.aik === this.#profile.identity.aik ? known : undefined;
  }

  /** The other side of a connection as last fetched; undefined before that. */
  findByConnection(connection: ConnectionId): Peer | undefined {
    const agent = this.#agents.get(connection);
    return agent === undefined ? undefined : this.find(agent);
  }

  /** The other side of a connection; null where this agent has no such connection. */
  async agentOf(connection: ConnectionId): Promise<AgentId | null> {
    const known = this.#agents.get(connection);
    if (known !== undefined) return known;
    const api = await this.#asDevice();
    for (const info of await api.connections.list(this.#profile.agent)) this.#agents.set(info.connection, info.peer);
    return this.#agents.get(connection) ?? null;
  }

  /**
   * Asks the server for the contract and keys, and checks them. Who asks meanwhile gets the same answer.
   * @throws {ExchangeError} `peer-unverified`, `peer-identity-invalid`, `peer-identity-changed`, `terms-invalid`,
   * `history-forked` and other codes of keys that do not hold. Where something was forged, the connection has been
   * suspended.
   */
  refresh(agent: AgentId): Promise<Peer> {
    let pending = this.#pending.get(agent);
    if (pending === undefined) {
      pending = this.#guarded(agent).finally(() => this.#pending.delete(agent));
      this.#pending.set(agent, pending);
    }
    return pending;
  }

  /** Makes the next use ask the server again. */
  forget(agent: AgentId): void {
    this.#peers.delete(agent);
  }

  /** Makes the next use ask the server again. */
  forgetConnection(connection: ConnectionId): void {
    const agent = this.#agents.get(connection);
    if (agent !== undefined) this.forget(agent);
  }

  /** Who the server says the peer is, and whether that is pinned. Only people can say that it is true. */
  async claim(agent: AgentId): Promise<{ readonly claimed: AgentIdentity; readonly isTrusted: boolean }> {
    const api = await this.#asDevice();
    const keys = await api.connections.keys(this.#profile.agent, agent);
    const claimed = await claimedIdentity(agent, keys.certificate, keys.ownerKey);
    const pin = await this.#profile.store.transact((rows) => findPin(rows, agent));
    const followed = pin === null ? null : await this.#follow(pin, claimed, keys);
    return followed === null
      ? { claimed: await withPastKeys(claimed, rotationsOf(keys)), isTrusted: false }
      : { claimed: followed, isTrusted: true };
  }

  /**
   * Pins the peer as the server shows it now and lifts a suspension of this side. Only after comparing safety numbers.
   */
  async trust(agent: AgentId): Promise<string> {
    const { claimed } = await this.claim(agent);
    await this.#profile.store.transact((rows) => keepPin(rows, claimed));
    this.forget(agent);
    return showSafetyNumber(safetyNumber(this.#profile.identity, claimed));
  }

  async #guarded(agent: AgentId): Promise<Peer> {
    try {
      return await this.#fetch(agent);
    } catch (error) {
      if (error instanceof ExchangeError && !(error instanceof ProblemError) && isAttackCode(error.code)) {
        this.forget(agent);
        await this.#guard?.suspend(agent, error.code);
      }
      throw error;
    }
  }

  async #fetch(agent: AgentId): Promise<Peer> {
    const profile = this.#profile;
    const reason = await profile.store.transact((rows) => suspensionOf(rows, agent));
    if (reason !== null) throw identityError(agent);
    const api = await this.#asDevice();
    const connection = api.connections.get(profile.agent, agent);
    const [info, keys, terms, ownKeys] = await Promise.all([
      connection, api.connections.keys(profile.agent, agent),
      readSignedTerms(api, profile.agent, agent, connection), api.agents.directory(profile.agent),
    ]);
    if (!saysSo(info.ownSignedTerms, info.own) || !saysSo(info.theirSignedTerms, info.theirs)) {
      throw new ExchangeError(
        "terms-invalid", `The terms with ${agent} do not hold: the server names others than were signed.`);
    }
    await this.#followOwn(ownKeys);
    const identity = await this.#identify(api, info, keys, terms);
    const own = await learnKeys(profile.store, profile.identity, ownKeys, []);
    if (!own.ok) throw sealingError(own.error);
    const directory = await learnKeys(profile.store, identity, keys, await this.#takePrekeys(api, agent));
    if (!directory.ok) throw sealingError(directory.error);
    const context = contextOf(profile, info, terms, identity, await this.#offersOf(info, terms, identity));
    const peer = { info, context, own: own.value, directory: directory.value };
    this.#agents.set(info.connection, agent);
    this.#peers.set(agent, peer);
    this.#spent.delete(agent);
    return peer;
  }

  async #identify(
    api: ExchangeApi, info: ConnectionInfo, keys: PeerKeys, terms: SignedTerms,
  ): Promise<AgentIdentity> {
    const claimed = await claimedIdentity(info.peer, keys.certificate, keys.ownerKey);
    const { store, identity, agent } = this.#profile;
    const pin = await store.transact((rows) => findPin(rows, info.peer));
    if (pin !== null) {
      const followed = await this.#follow(pin, claimed, keys);
      if (followed !== null) return this.#keep(followed, pin);
      // Stopped here first: whatever becomes of the call, nothing is sealed for these keys.
      await store.transact((rows) => keepSuspension(rows, info.peer, identityChanged));
      this.forget(info.peer);
      await api.connections.suspend(agent, info.peer, identityChanged);
      throw identityError(info.peer);
    }
    const identified = await withPastKeys(claimed, rotationsOf(keys));
    const isProven = info.acceptance !== null && await this.#isProven(api, identified, info.acceptance, terms);
    if (!isProven && !await isNamedByOwner(info, identity, identified)) {
      throw new ExchangeError(
        "peer-unverified", `Nothing but the server says who ${info.peer} is: compare safety numbers, then trust it.`);
    }
    await store.transact((rows) => keepPin(rows, identified));
    return identified;
  }

  /** The pinned identity, or what signed rotations have made of it; null where the claimed one is another. */
  async #follow(pinned: AgentIdentity, claimed: AgentIdentity, keys: PeerKeys): Promise<AgentIdentity | null> {
    if (pinned.oik !== claimed.oik) return null;
    const followed = await followRotations(pinned, claimed.aik, rotationsOf(keys), this.#clock.now());
    return followed.ok ? followed.value : null;
  }

  async #keep(followed: AgentIdentity, before: AgentIdentity): Promise<AgentIdentity> {
    if (sameIdentity(followed, before)) return followed;
    await this.#profile.store.transact((rows) => followPin(rows, followed));
    this.#keyRotated?.(before.agent);
    return followed;
  }

  /** Another device of the agent may have rotated its key. */
  async #followOwn(keys: PeerKeys): Promise<void> {
    const { agent, identity } = this.#profile;
    const claimed = await claimedIdentity(agent, keys.certificate, keys.ownerKey);
    const followed = await this.#follow(identity, claimed, keys);
    if (followed === null) throw sealingError("WrongIdentity");
    const whole = followed.past === undefined ? await withPastKeys(followed, rotationsOf(keys)) : followed;
    if (!sameIdentity(whole, identity) || whole.past?.length !== identity.past?.length)
      await this.#profile.follow?.(whole, keys);
  }

  /**
   * Whether one of the own invites was accepted by exactly this identity. Where another device has made the invite, its
   * secret follows from the agent's key.
   */
  async #isProven(
    api: ExchangeApi, acceptor: AgentIdentity, acceptance: Uint8Array, terms: SignedTerms,
  ): Promise<boolean> {
    const { agent, identity } = this.#profile;
    const made = await this.#invitesMade();
    if (made.some(({ id, secret }) => isAcceptance(acceptance, secret, id, identity, acceptor))) return true;
    const secrets = ownSecrets(terms, await this.#profile.seed());
    if (secrets.length === 0) return false;
    const invites = (await api.connections.invites(agent)).filter(({ acceptedBy }) => acceptedBy === acceptor.agent);
    return secrets.some((secret) =>
      invites.some(({ id }) => isAcceptance(acceptance, secret, id, identity, acceptor)));
  }

  /** What may begin a chain: offers of links accepted here, own ones, and what both owners signed for each other. */
  async #offersOf(info: ConnectionInfo, terms: SignedTerms, peer: AgentIdentity): Promise<readonly Id[]> {
    const { identity, store } = this.#profile;
    const known = await store.transact((rows) => knownOffers(rows, info.connection, info.peer));
    const secrets = (await this.#invitesMade()).map(({ secret }) => secret);
    const extended = await extendOffers(
      known, { identity, terms: terms.own }, { identity: peer, terms: terms.theirs }, info.connection,
      ownOfferCheck(identity, await this.#profile.seed(), secrets));
    if (extended !== known) await store.transact((rows) => keepOffers(rows, info.connection, extended));
    return extended.map(({ offer }) => offer);
  }

  async #invitesMade(): Promise<{ readonly id: string; readonly secret: Uint8Array }[]> {
    const rows = await this.#profile.store.transact((one) => one.scan(ClientTable.invites, new Uint8Array(0)));
    return rows.map(({ key, value }) => ({ id: readText(key), secret: value }));
  }

  /** Without one the signed prekeys serve; so a refusal here stops nothing. */
  async #takePrekeys(api: ExchangeApi, agent: AgentId): Promise<readonly Uint8Array[]> {
    const now = this.#clock.now();
    if (now - (this.#prekeysAt.get(agent) ?? Number.NEGATIVE_INFINITY) < prekeyInterval) return [];
    this.#prekeysAt.set(agent, now);
    try {
      return await api.connections.takePrekeys(this.#profile.agent, agent);
    } catch (error) {
      if (error instanceof ProblemError) return [];
      throw error;
    }
  }
}

/** Whether a signed record is one, and says the same as the names beside it. */
function saysSo(record: Uint8Array, terms: Terms): boolean {
  const signed = ConnectionTerms.parse(record);
  return signed.ok && saysTheSame(signed.value, terms);
}

/** Whether the own owner has signed terms with exactly this peer: a new device learns so who its agent's peers are. */
async function isNamedByOwner(info: ConnectionInfo, own: AgentIdentity, claimed: AgentIdentity): Promise<boolean> {
  const terms = ConnectionTerms.parse(info.ownSignedTerms);
  return terms.ok && terms.value.connection === info.connection && isNamedBy(own, terms.value.own)
    && isNamedBy(claimed, terms.value.peer) && terms.value.verifySignature(own.oik);
}

/** Whether exactly this identity has accepted the invite with that secret. */
function isAcceptance(
  acceptance: Uint8Array, secret: Uint8Array, invite: string, own: AgentIdentity, acceptor: AgentIdentity,
): boolean {
  return namesOf(own).some((one) => namesOf(acceptor).some((other) =>
    equalInConstantTime(acceptance, acceptanceOf(secret, invite, one, other))));
}

/** An acceptance names the keys of its day. */
function namesOf(today: AgentIdentity): AgentIdentity[] {
  return [today, ...(today.past ?? []).map(({ aik }) => ({ ...today, aik }))];
}

function contextOf(
  profile: BookKeeper, info: ConnectionInfo, terms: SignedTerms, peer: AgentIdentity, offers: readonly Id[],
): ConnectionContext {
  return {
    connection: info.connection,
    own: profile.identity,
    peer,
    ownTerms: terms.own,
    peerTerms: terms.theirs,
    offers,
  };
}

function identityError(agent: AgentId): ExchangeError {
  return new ExchangeError(
    "peer-identity-changed",
    `The identity of ${agent} is not the one that was pinned: the connection is stopped until the owners have compared `
    + "safety numbers and the peer is trusted again.");
}
