import { type AgreementKey, importAgreementKey, importSigningKey, randomBytes } from "../src/crypto/index.js";
import type { FillRandom, SigningKey } from "../src/crypto/index.js";
import {
  AgentCertificate,
  AgentDirectory,
  type AgentIdentity,
  type ConnectionContext,
  ConnectionTerms,
  Cxe1Limits,
  DeviceCertificate,
  DeviceList,
  followRotations,
  type Id,
  nextId,
  NO_PARTY,
  offerIdOf,
  partyOf,
  Prekey,
  PrekeyKind,
  type Result,
  rawPublicKey,
  Rotation,
  ViewerCertificate,
  withPastKeys,
} from "../src/cxe1/index.js";
import { fromBase64Url, toBase64Url } from "../src/wire/index.js";
import { Device } from "./device.js";
import type { IdentityLine, PublishedLine, SecretsLine, TermsLine, ViewerLine } from "./lines.js";

/** What everything in a peer shares: the time, which the test sets, and one randomness. */
export interface Surroundings {
  now: number;
  readonly random: FillRandom;
}

interface Viewer extends ViewerLine {
  readonly key: AgreementKey;
}

interface PeerSide {
  readonly identity: AgentIdentity;

  /** By own device: a server hands each one-time prekey to one sender. */
  readonly directories: readonly [AgentDirectory, AgentDirectory];
  readonly terms: readonly ConnectionTerms[];
}

/** One side of a connection: an owner, its agent and its devices, what it published and what it knows of the other. */
export class Party {
  readonly surroundings: Surroundings;
  readonly connection: Id;
  identity: AgentIdentity;
  readonly oik: SigningKey;
  aik: SigningKey;
  readonly seeds: { readonly oik: Uint8Array; aik: Uint8Array };
  readonly devices: Device[] = [];
  readonly viewers: Viewer[] = [];

  /** The offer id of the invite that the connection came from. */
  offer: Id | undefined;

  readonly #rotations: Rotation[] = [];
  #certificate: AgentCertificate;
  #lists: DeviceList[] = [];
  #certificates: DeviceCertificate[] = [];
  #prekeys: Prekey[] = [];
  #viewerCertificates: ViewerCertificate[] = [];
  #terms: ConnectionTerms[] = [];
  #peer: PeerSide | undefined;

  /** Verified once after each change. */
  #directory: AgentDirectory | undefined;

  private constructor(
    surroundings: Surroundings,
    connection: Id,
    seeds: { readonly oik: Uint8Array; aik: Uint8Array },
    keys: { readonly oik: SigningKey; readonly aik: SigningKey },
    certificate: AgentCertificate) {
    this.surroundings = surroundings;
    this.connection = connection;
    this.seeds = seeds;
    this.oik = keys.oik;
    this.aik = keys.aik;
    this.#certificate = certificate;
    this.identity = { agent: certificate.agent, aik: rawPublicKey(keys.aik), oik: rawPublicKey(keys.oik) };
  }

  /** A new owner with a new agent. */
  static async create(surroundings: Surroundings, connection: Id): Promise<Party> {
    const { random, now } = surroundings;
    const seeds = { oik: randomBytes(32, random), aik: randomBytes(32, random) };
    const keys = { oik: await importSigningKey(seeds.oik), aik: await importSigningKey(seeds.aik) };
    const agent = nextId(random);
    const certificate = await AgentCertificate.issue(keys.oik, agent, rawPublicKey(keys.aik), now);
    return new Party(surroundings, connection, seeds, keys, certificate);
  }

  /** The same side in this program, from all its secrets. */
  static async adopt(surroundings: Surroundings, connection: Id, secrets: SecretsLine): Promise<Party> {
    const seeds = { oik: bytesOf(secrets.oik), aik: bytesOf(secrets.aik) };
    const keys = { oik: await importSigningKey(seeds.oik), aik: await importSigningKey(seeds.aik) };
    const { published } = secrets;
    const certificate = parsed(AgentCertificate.parse(bytesOf(published.certificate)));
    const party = new Party(surroundings, connection, seeds, keys, certificate);
    party.#lists = published.lists.map((one) => parsed(DeviceList.parse(bytesOf(one))));
    party.#certificates = published.certificates.map((one) => parsed(DeviceCertificate.parse(bytesOf(one))));
    party.#prekeys = published.prekeys.map((one) => parsed(Prekey.parse(bytesOf(one))));
    party.#viewerCertificates = published.viewers.map((one) => parsed(ViewerCertificate.parse(bytesOf(one))));
    party.#terms = published.terms.map((one) => parsed(ConnectionTerms.parse(bytesOf(one))));
    for (const viewer of secrets.viewers)
      party.viewers.push({ ...viewer, key: await importAgreementKey(bytesOf(viewer.ovk)) });
    for (const rows of secrets.devices) party.devices.push(await Device.load(party, rows));
    return party;
  }

  /** All its secrets. */
  async secrets(): Promise<SecretsLine> {
    return {
      oik: toBase64Url(this.seeds.oik),
      aik: toBase64Url(this.seeds.aik),
      viewers: this.viewers.map(({ viewer, ovk, notBefore, notAfter }) => ({ viewer, ovk, notBefore, notAfter })),
      published: this.published(),
      devices: await Promise.all(this.devices.map((device) => device.rows())),
    };
  }

  /** What it has published. */
  published(): PublishedLine {
    const all = (records: readonly { readonly bytes: Uint8Array }[]) => records.map(({ bytes }) => toBase64Url(bytes));
    return {
      identity: { agent: this.identity.agent, aik: this.identity.aik, oik: this.identity.oik },
      certificate: toBase64Url(this.#certificate.bytes),
      lists: all(this.#lists),
      certificates: all(this.#certificates),
      prekeys: all(this.#prekeys),
      viewers: all(this.#viewerCertificates),
      terms: all(this.#terms),
      rotations: all(this.#rotations),
    };
  }

  /** Learns what the other side has published. The answer is None or the first refusal. */
  async learn(line: PublishedLine): Promise<string> {
    let identity: AgentIdentity = line.identity;
    const certificate = AgentCertificate.parse(bytesOf(line.certificate));
    if (!certificate.ok) return certificate.error;
    if (certificate.value.agent !== identity.agent || certificate.value.aik !== identity.aik) return "WrongIdentity";
    if (!(await certificate.value.verifySignature(identity.oik))) return "SignatureInvalid";
    const rotations = (line.rotations ?? []).map((one) => parsed(Rotation.parse(bytesOf(one))));
    if (this.#peer === undefined) {
      identity = await withPastKeys(identity, rotations);
    } else {
      const followed = await followRotations(this.#peer.identity, identity.aik, rotations, this.surroundings.now);
      if (!followed.ok) return followed.error;
      identity = followed.value;
    }
    const records = {
      lists: line.lists.map((one) => parsed(DeviceList.parse(bytesOf(one)))),
      certificates: line.certificates.map((one) => parsed(DeviceCertificate.parse(bytesOf(one)))),
      viewers: line.viewers.map((one) => parsed(ViewerCertificate.parse(bytesOf(one)))),
    };
    const prekeys = line.prekeys.map((one) => parsed(Prekey.parse(bytesOf(one))));
    const [first, second] = await Promise.all([0, 1].map((device) => AgentDirectory.verify(
      identity,
      { ...records, prekeys: prekeys.filter((one, i) => one.kind === PrekeyKind.signedPrekey || i % 2 === device) })));
    if (first?.ok !== true) return first?.error ?? "";
    const terms = line.terms.map((one) => parsed(ConnectionTerms.parse(bytesOf(one))));
    this.#peer = { identity, directories: [first.value, second?.ok === true ? second.value : first.value], terms };
    return "None";
  }

  /** The other side; it must have been learned. */
  get peer(): PeerSide {
    if (this.#peer === undefined) throw new Error("The other side is not known yet.");
    return this.#peer;
  }

  /** What one of its devices knows of the other side. */
  peerDirectory(device: Device): AgentDirectory {
    const { directories } = this.peer;
    return device === this.devices[1] ? directories[1] : directories[0];
  }

  /** Its own records, verified like those of anybody else; of its own one-time prekeys no device gets any. */
  async directory(): Promise<AgentDirectory> {
    this.#directory ??= parsed(await AgentDirectory.verify(this.identity, {
      lists: this.#lists,
      certificates: this.#certificates,
      prekeys: this.#prekeys.filter((one) => one.kind === PrekeyKind.signedPrekey),
      viewers: this.#viewerCertificates,
    }));
    return this.#directory;
  }

  /** What a device is told about the connection. */
  context(): ConnectionContext {
    return {
      connection: this.connection,
      own: this.identity,
      peer: this.peer.identity,
      ownTerms: this.#terms.slice(-Cxe1Limits.knownTerms),
      peerTerms: this.peer.terms.slice(-Cxe1Limits.knownTerms),
      offers: this.offer === undefined ? [] : [this.offer],
    };
  }

  /** A new device with a certificate and a signed prekey; the next list names it. */
  async addDevice(): Promise<Id> {
    const device = await Device.create(this);
    this.devices.push(device);
    await this.certify(device);
    await this.publishPrekeys(device, 1, 1);
    return device.keys.device;
  }

  /** A new certificate for a device, of seven days. */
  async certify({ keys, store }: Device): Promise<void> {
    const { now } = this.surroundings;
    const certificate = await DeviceCertificate.issue(
      this.aik, keys.agent, keys.device, keys.dskPublic, now, now + Cxe1Limits.deviceCertificateLife);
    const error = await keys.acceptCertificate(store, certificate, this.identity.aik);
    if (error !== "None") throw new Error(error);
    this.#certificates.push(certificate);
    this.#directory = undefined;
  }

  /** Signed (1) or one-time (2) prekeys. */
  async publishPrekeys(device: Device, kind: 1 | 2, count: number): Promise<void> {
    this.#prekeys.push(...await device.publishPrekeys(kind, count));
    this.#directory = undefined;
  }

  /** The next version of the device list: the devices of the newest one and those of this program. */
  async publishList(): Promise<void> {
    const { now } = this.surroundings;
    const previous = this.#lists.at(-1);
    const listed = [...(previous?.devices ?? [])];
    for (const { keys } of this.devices)
      if (!listed.some((one) => one.device === keys.device))
        listed.push({ device: keys.device, dsk: keys.dskPublic, added: now });
    this.#lists.push(await DeviceList.issue(this.aik, this.identity.agent, now, listed, previous));
    this.#directory = undefined;
  }

  /** Replaces the agent's identity key by one that the old one signs, with the next list and all certificates. */
  async rotate(): Promise<IdentityLine> {
    const { now, random } = this.surroundings;
    const seed = randomBytes(32, random);
    const next = await importSigningKey(seed);
    const rotation = await Rotation.ofAgent(this.aik, this.identity.agent, rawPublicKey(next), now);
    this.#rotations.push(rotation);
    this.identity = parsed(await followRotations(this.identity, rawPublicKey(next), [rotation], now));
    this.aik = next;
    this.seeds.aik = seed;
    this.#certificate = await AgentCertificate.issue(this.oik, this.identity.agent, this.identity.aik, now);
    await this.publishList();
    for (const device of this.devices) await this.certify(device);
    const { agent, aik, oik } = this.identity;
    return { agent, aik, oik };
  }

  /** A new viewer key of the owner, for sixty days. */
  async addViewer(): Promise<void> {
    const { now, random } = this.surroundings;
    const ovk = randomBytes(32, random);
    const key = await importAgreementKey(ovk);
    const [viewer, notBefore, notAfter] = [nextId(random), now, now + Cxe1Limits.viewerLife];
    this.viewers.push({ viewer, ovk: toBase64Url(ovk), notBefore, notAfter, key });
    this.#viewerCertificates.push(
      await ViewerCertificate.issue(this.oik, viewer, rawPublicKey(key), notBefore, notAfter));
    this.#directory = undefined;
  }

  /**
   * The next version of its terms, or an offer.
   * @param peer The other side as pinned; nobody in an offer.
   */
  async issueTerms({ ownerRead, categories, offer }: TermsLine, peer: AgentIdentity | undefined): Promise<void> {
    const own = partyOf(this.identity);
    const created = this.surroundings.now;
    if (offer) {
      const secret = bytesOf(offer);
      this.offer = offerIdOf(secret);
      this.#terms.push(await ConnectionTerms.issueOffer(this.oik, secret, { own, created, ownerRead, categories }));
      return;
    }
    const fields = { connection: this.connection, own, peer: peer === undefined ? NO_PARTY : partyOf(peer) };
    this.#terms.push(
      await ConnectionTerms.issue(this.oik, { ...fields, created, ownerRead, categories }, this.#terms.at(-1)));
  }
}

/** The bytes of a base64url text of the test, which is always canonical. */
export function bytesOf(text: string): Uint8Array {
  const bytes = fromBase64Url(text);
  if (bytes === null) throw new Error("No base64url.");
  return bytes;
}

/** The value of a record that an honest side has made. */
export function parsed<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`An honest record is refused: ${result.error}.`);
  return result.value;
}
