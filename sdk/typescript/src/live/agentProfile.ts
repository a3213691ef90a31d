import type { Bytes32 } from "../cxe1/bytes/id.js";
import { DeviceKeys } from "../cxe1/device/deviceKeys.js";
import { rawPublicKey, type AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { DeviceCertificate } from "../cxe1/identity/deviceCertificate.js";
import { concat, fromHex, importSigningKey, randomBytes, toHex, wipe, type SigningKey } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { pastBytes, readPast } from "../peers/pins.js";
import type { PeerKeys } from "../rest/models.js";
import { originOf } from "../rest/origin.js";
import type { ClientStore, StoreTransaction } from "../store/clientStore.js";
import { DeviceStoreError } from "../store/deviceStoreError.js";
import type { AgentId, DeviceId } from "../wire/id.js";
import { ClientTable, readText, textKey } from "./clientTables.js";

/** What makes an agent on a new device. */
export interface NewAgentProfile {
  /** The server's address. */
  readonly server: string;
  /** 1 to 80 characters, as peers see it. */
  readonly name: string;
  readonly agent: AgentId;
  /** The seed of the agent's identity key (AIK), 32 bytes: a secret. Copied. */
  readonly agentSeed: Uint8Array;
  /** The owner's identity key (OIK), 32 bytes in hex. */
  readonly ownerKey: Bytes32;
}

const optionalNames = ["api-key", "prekey-made", "registered"] as const;

/** A value of a profile that comes later. */
export type ProfileValue = (typeof optionalNames)[number];

/**
 * Who speaks from one device's store: the agent's identity, this device, and the server they are at. Opening the store
 * is what it takes to act as the agent; the owner's key is not among it.
 */
export class AgentProfile {
  /** The server's origin. */
  readonly server: string;
  /** As peers see it. */
  readonly name: string;
  /** This device's keys. */
  readonly device: DeviceKeys;
  /** Where all of it stands. */
  readonly store: ClientStore;

  #aik: SigningKey;
  #identity: AgentIdentity;

  private constructor(
    store: ClientStore, server: string, name: string, aik: SigningKey, ownerKey: Bytes32, device: DeviceKeys,
  ) {
    this.store = store;
    this.server = server;
    this.name = name;
    this.#aik = aik;
    this.device = device;
    this.#identity = { agent: device.agent, aik: rawPublicKey(aik), oik: ownerKey };
  }

  /** The agent's and its owner's identity keys. */
  get identity(): AgentIdentity {
    return this.#identity;
  }

  /**
   * The agent's identity key.
   * @throws {ExchangeError} `agent-key-missing`: it was rotated on another device.
   */
  get aik(): SigningKey {
    this.#demandKeyInForce();
    return this.#aik;
  }

  /** The seed of the agent's identity key as it stands in the store: a secret. */
  async seed(): Promise<Uint8Array> {
    const seed = await this.store.transact((rows) => rows.get(ClientTable.profile, textKey("agent-key")));
    if (seed === null) throw new DeviceStoreError("store-damaged", "The agent's key is gone from its store.");
    return seed;
  }

  /**
   * The seed of the agent's identity key in force: a secret.
   * @throws {ExchangeError} `agent-key-missing`: it was rotated on another device.
   */
  async seedInForce(): Promise<Uint8Array> {
    this.#demandKeyInForce();
    return this.seed();
  }

  /** Takes over what signed rotations have made of the agent's key, and this device's certificate under it. */
  async follow(identity: AgentIdentity, keys: PeerKeys): Promise<void> {
    await this.store.transact((rows) =>
      put(rows, "agent-identity", concat(fromHex(identity.aik), pastBytes(identity))));
    this.#identity = identity;
    for (const bytes of keys.deviceCertificates) {
      const certificate = DeviceCertificate.parse(bytes);
      if (!certificate.ok) continue;
      if (await this.device.acceptCertificate(this.store, certificate.value, identity.aik) === "None") break;
    }
  }

  /** Takes over a new identity key that is in force, and what signed rotations say of it. */
  async adopt(seed: Uint8Array, identity: AgentIdentity, keys: PeerKeys): Promise<void> {
    const key = await importSigningKey(seed);
    if (rawPublicKey(key) !== identity.aik) throw new Error("The key is not the one in force.");
    await this.store.transact((rows) => put(rows, "agent-key", seed));
    this.#aik = key;
    await this.follow(identity, keys);
  }

  #demandKeyInForce(): void {
    if (rawPublicKey(this.#aik) === this.#identity.aik) return;
    throw new ExchangeError(
      "agent-key-missing", "The agent's key was rotated on another device: this one must be enrolled anew.");
  }

  /** The agent. */
  get agent(): AgentId {
    return this.device.agent;
  }

  /** This device. */
  get deviceId(): DeviceId {
    return this.device.device;
  }

  /** The profile in a store; null where it holds none. */
  static async load(store: ClientStore): Promise<AgentProfile | null> {
    const values = await store.transact((rows) =>
      ["server", "name", "agent-key", "owner-public", "agent-identity"]
        .map((name) => rows.get(ClientTable.profile, textKey(name))));
    const [server, name, seed, ownerKey, followed] = values;
    const device = await DeviceKeys.load(store);
    if (!server || !name || !seed || !ownerKey || device === undefined) return null;
    try {
      const profile = new AgentProfile(
        store, readText(server), readText(name), await importSigningKey(seed), toHex(ownerKey), device);
      if (followed) {
        const aik = toHex(followed.subarray(0, 32));
        profile.#identity = { ...profile.#identity, aik, ...readPast(followed.subarray(32)) };
      }
      return profile;
    } finally {
      wipe(seed);
    }
  }

  /** Makes a new device of an agent and stores all of it, before any server hears of it. */
  static async create(store: ClientStore, fields: NewAgentProfile): Promise<AgentProfile> {
    const server = originOf(fields.server);
    await store.transact(async (rows) => {
      await DeviceKeys.create(rows.store, fields.agent);
      put(rows, "name", textKey(fields.name));
      put(rows, "agent-key", fields.agentSeed);
      put(rows, "owner-public", fromHex(fields.ownerKey));
      put(rows, "server", textKey(server));
    });
    const profile = await AgentProfile.load(store);
    if (profile === null) throw new DeviceStoreError("store-damaged", "The profile was not stored.");
    return profile;
  }

  /** A value that came later; null until then. */
  async find(name: ProfileValue): Promise<Uint8Array | null> {
    return this.store.transact((rows) => rows.get(ClientTable.profile, textKey(name)));
  }

  /** Stores a value that came later. */
  async keep(name: ProfileValue, value: Uint8Array): Promise<void> {
    await this.store.transact((rows) => put(rows, name, value));
  }

  /** The agent's API key; null until registration is finished. */
  async apiKey(): Promise<string | null> {
    const key = await this.find("api-key");
    return key === null ? null : readText(key);
  }
}

/** A new seed for an identity key. The caller wipes it. */
export function newSeed(): Uint8Array {
  return randomBytes(32);
}

function put(rows: StoreTransaction, name: string, value: Uint8Array): void {
  rows.put(ClientTable.profile, textKey(name), value);
}
