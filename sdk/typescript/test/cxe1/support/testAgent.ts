import type { SigningKey } from "../../../src/crypto/ed25519.js";
import type { AgreementKey } from "../../../src/crypto/x25519.js";
import { Cxe1Limits } from "../../../src/cxe1/bytes/cxe1Limits.js";
import type { ConnectionTerms } from "../../../src/cxe1/consent/connectionTerms.js";
import { ConnectionReceiver } from "../../../src/cxe1/device/connectionReceiver.js";
import { ConnectionSender } from "../../../src/cxe1/device/connectionSender.js";
import { DeviceKeys } from "../../../src/cxe1/device/deviceKeys.js";
import { publishPrekeys } from "../../../src/cxe1/device/prekeyShelf.js";
import { AgentDirectory } from "../../../src/cxe1/identity/agentDirectory.js";
import { type AgentIdentity, rawPublicKey } from "../../../src/cxe1/identity/agentIdentity.js";
import { DeviceCertificate } from "../../../src/cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../../../src/cxe1/identity/deviceList.js";
import { type Prekey, PrekeyKind } from "../../../src/cxe1/identity/prekey.js";
import { ViewerCertificate } from "../../../src/cxe1/identity/viewerCertificate.js";
import { MemoryDeviceStore } from "./memoryDeviceStore.js";
import { ed25519Key, id, type TestClock, x25519Key } from "./testKeys.js";

/** One device: its store and everything that works on it. */
export class TestDevice {
  readonly sender: ConnectionSender;
  readonly receiver: ConnectionReceiver;

  private constructor(
    readonly agent: TestAgent,
    readonly clock: TestClock,
    readonly store: MemoryDeviceStore,
    readonly keys: DeviceKeys) {
    this.sender = new ConnectionSender(store, keys, { clock: clock.read });
    this.receiver = new ConnectionReceiver(store, keys, clock.read);
  }

  /** A device on a store: a new one if the store is empty, else the one that it holds, as after a restart. */
  static async on(agent: TestAgent, clock: TestClock, store = new MemoryDeviceStore()): Promise<TestDevice> {
    const keys = await DeviceKeys.load(store) ?? await DeviceKeys.create(store, agent.identity.agent);
    return new TestDevice(agent, clock, store, keys);
  }

  restarted(): Promise<TestDevice> {
    return TestDevice.on(this.agent, this.clock, this.store);
  }

  /** Another device with the same state. */
  cloned(): Promise<TestDevice> {
    return TestDevice.on(this.agent, this.clock, this.store.clone());
  }
}

/** An agent with its owner, its devices and what it has published. */
export class TestAgent {
  readonly devices: TestDevice[] = [];
  readonly lists: DeviceList[] = [];
  readonly certificates: DeviceCertificate[] = [];
  readonly prekeys: Prekey[] = [];
  readonly viewers: ViewerCertificate[] = [];

  /** The private halves of the owner's viewers, in the order of their certificates. */
  readonly viewerKeys: AgreementKey[] = [];

  /** What the owner has signed for the one connection, oldest first. */
  readonly terms: ConnectionTerms[] = [];

  private constructor(
    readonly name: string,
    readonly clock: TestClock,
    readonly oik: SigningKey,
    readonly aik: SigningKey,
    readonly identity: AgentIdentity) {}

  static async create(name: string, clock: TestClock, devices: number): Promise<TestAgent> {
    const oik = await ed25519Key(`${name} oik`);
    const aik = await ed25519Key(`${name} aik`);
    const identity = { agent: id(name), aik: rawPublicKey(aik), oik: rawPublicKey(oik) };
    const agent = new TestAgent(name, clock, oik, aik, identity);
    await agent.addViewer();
    for (let i = 0; i < devices; i++) await agent.addDevice();
    await agent.publishList();
    return agent;
  }

  async directory(lists: readonly DeviceList[] = this.lists): Promise<AgentDirectory> {
    const { certificates, prekeys, viewers } = this;
    const directory = await AgentDirectory.verify(this.identity, { lists, certificates, prekeys, viewers });
    if (!directory.ok) throw new Error(directory.error);
    return directory.value;
  }

  /** Makes a device with a certificate and a signed prekey; the list names it when it is published next. */
  async addDevice(): Promise<TestDevice> {
    const device = await TestDevice.on(this, this.clock);
    this.devices.push(device);
    await this.certify(device);
    await this.addPrekeys(device, PrekeyKind.signedPrekey);
    return device;
  }

  async addPrekeys(
    device: TestDevice, kind: typeof PrekeyKind.signedPrekey | typeof PrekeyKind.oneTimePrekey): Promise<Prekey> {
    const [prekey] = await publishPrekeys(device.store, device.keys, kind, 1, this.clock.now);
    this.prekeys.push(prekey as Prekey);
    return prekey as Prekey;
  }

  /** A new viewer key of the owner, for 60 days from now. */
  async addViewer(): Promise<ViewerCertificate> {
    const name = `${this.name} ovk ${this.viewers.length}`;
    const key = await x25519Key(name);
    const end = this.clock.now + Cxe1Limits.viewerLife;
    const certificate = await ViewerCertificate.issue(this.oik, id(name), rawPublicKey(key), this.clock.now, end);
    this.viewerKeys.push(key);
    this.viewers.push(certificate);
    return certificate;
  }

  async certify({ keys, store }: TestDevice): Promise<void> {
    const end = this.clock.now + Cxe1Limits.deviceCertificateLife;
    const { agent, device, dskPublic } = keys;
    const certificate = await DeviceCertificate.issue(this.aik, agent, device, dskPublic, this.clock.now, end);
    const error = await keys.acceptCertificate(store, certificate, this.identity.aik);
    if (error !== "None") throw new Error(error);
    this.certificates.push(certificate);
  }

  async publishList(): Promise<void> {
    const previous = this.lists.at(-1);
    const listed = this.devices.map(({ keys: { device, dskPublic } }) => ({
      device,
      dsk: dskPublic,
      added: previous?.find(device)?.added ?? this.clock.now,
    }));
    this.lists.push(await DeviceList.issue(this.aik, this.identity.agent, this.clock.now, listed, previous));
  }
}
