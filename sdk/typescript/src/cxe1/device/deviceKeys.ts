import { concat, utf8, wipe } from "../../crypto/bytes.js";
import { importSigningKey, type SigningKey } from "../../crypto/ed25519.js";
import { type FillRandom, randomBytes, systemRandom } from "../../crypto/random.js";
import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { type Bytes32, type Id, nextId, sha256OfBytes } from "../bytes/id.js";
import { WireReader } from "../bytes/wireReader.js";
import { WireWriter } from "../bytes/wireWriter.js";
import { rawPublicKey } from "../identity/agentIdentity.js";
import { DeviceCertificate } from "../identity/deviceCertificate.js";
import { type DeviceStore, DeviceTable, inTransaction } from "./deviceStore.js";

const ROW_KEY = utf8("device");
const FIXED_SIZE = 16 + 16 + 32;
const SEED = 32;

/**
 * A device's own identity: its ids, its signing key (DSK) and the certificate for it. The key leaves the device's store
 * never, or never is in it: a browser's key that no script can read is kept by whoever made it.
 */
export class DeviceKeys {
  /** The agent that this device belongs to. */
  readonly agent: Id;

  /** This device. */
  readonly device: Id;

  /** The signing key. */
  readonly dsk: SigningKey;

  /** The signing key's public half. */
  readonly dskPublic: Bytes32;

  #certificate: DeviceCertificate | undefined;

  private constructor(agent: Id, device: Id, dsk: SigningKey, certificate: DeviceCertificate | undefined) {
    this.agent = agent;
    this.device = device;
    this.dsk = dsk;
    this.dskPublic = rawPublicKey(dsk);
    this.#certificate = certificate;
  }

  /** The newest certificate; undefined until one was accepted. */
  get certificate(): DeviceCertificate | undefined {
    return this.#certificate;
  }

  /**
   * Makes a device with a random id and a new signing key, and stores it.
   * @throws Error if the store holds a device already.
   */
  static async create(store: DeviceStore, agent: Id, random: FillRandom = systemRandom): Promise<DeviceKeys> {
    const device = nextId(random);
    const seed = randomBytes(32, random);
    try {
      await insert(store, agent, device, seed);
      return new DeviceKeys(agent, device, await importSigningKey(seed), undefined);
    } finally {
      wipe(seed);
    }
  }

  /**
   * Makes a device with a random id and a signing key that is kept elsewhere: the store gets no secret of it.
   * @throws Error if the store holds a device already.
   */
  static async createWith(
    store: DeviceStore, agent: Id, dsk: SigningKey, random: FillRandom = systemRandom): Promise<DeviceKeys> {
    const device = nextId(random);
    await insert(store, agent, device, new Uint8Array(32));
    return new DeviceKeys(agent, device, dsk, undefined);
  }

  /**
   * The device in the store, if there is one.
   * @param dsk The key of a device whose key is kept elsewhere.
   * @throws Error if the store holds no key and none is given.
   */
  static async load(store: DeviceStore, dsk?: SigningKey): Promise<DeviceKeys | undefined> {
    const row = await inTransaction(store, (transaction) => transaction.get(DeviceTable.identity, ROW_KEY));
    if (row === undefined) return undefined;
    try {
      const reader = new WireReader(row);
      const [agent, device, seed] = [reader.id(), reader.id(), reader.take(32)];
      // An Ed25519 seed of zeros is never drawn; it says that the key is elsewhere.
      const isElsewhere = seed.every((byte) => byte === 0);
      const key = isElsewhere ? dsk : await importSigningKey(seed);
      if (key === undefined) throw new Error("The store does not hold the signing key.");
      const certificate = DeviceCertificate.parse(row.subarray(FIXED_SIZE));
      return new DeviceKeys(agent, device, key, certificate.ok ? certificate.value : undefined);
    } finally {
      wipe(row);
    }
  }

  /** Stores a new certificate, which this agent's identity key must have signed for this device's key. */
  async acceptCertificate(store: DeviceStore, certificate: DeviceCertificate, aik: Bytes32): Promise<Cxe1Error> {
    if (certificate.agent !== this.agent
      || certificate.device !== this.device
      || certificate.dsk !== this.dskPublic
      || certificate.aikHash !== sha256OfBytes(aik))
      return "WrongIdentity";
    if (!(await certificate.verifySignature(aik))) return "SignatureInvalid";
    await inTransaction(store, async (transaction) => {
      const row = await transaction.get(DeviceTable.identity, ROW_KEY);
      if (row === undefined) throw new Error("The store holds no device.");
      const renewed = concat(row.subarray(0, FIXED_SIZE), certificate.bytes);
      transaction.put(DeviceTable.identity, ROW_KEY, renewed);
      wipe(row, renewed);
      await transaction.commit();
    });
    this.#certificate = certificate;
    return "None";
  }
}

async function insert(store: DeviceStore, agent: Id, device: Id, seed: Uint8Array): Promise<void> {
  await inTransaction(store, async (transaction) => {
    if ((await transaction.get(DeviceTable.identity, ROW_KEY)) !== undefined)
      throw new Error("The store holds a device already.");
    const row = new Uint8Array(FIXED_SIZE);
    const writer = new WireWriter(row);
    writer.id(agent);
    writer.id(device);
    row.set(seed, SEED);
    transaction.put(DeviceTable.identity, ROW_KEY, row);
    wipe(row);
    await transaction.commit();
  });
}
