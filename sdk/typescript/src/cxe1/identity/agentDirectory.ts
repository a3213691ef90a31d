import type { Cxe1Error } from "../bytes/cxe1Error.js";
import type { Bytes32, Id } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { type AgentIdentity, aikHashOf, hasSigned, keyPlace, oikHashOf } from "./agentIdentity.js";
import type { DeviceCertificate } from "./deviceCertificate.js";
import type { DeviceList } from "./deviceList.js";
import { type Prekey, PrekeyKind } from "./prekey.js";
import type { ViewerCertificate } from "./viewerCertificate.js";

/** What a server says about one agent's devices and its owner's viewers. */
export interface DirectoryRecords {
  /** At least the newest list; earlier ones before it, without a gap, for epochs under way. */
  readonly lists: readonly DeviceList[];

  /** Of the listed devices, current and recent. */
  readonly certificates: readonly DeviceCertificate[];

  /** Of the listed devices; only a sender needs them. */
  readonly prekeys?: readonly Prekey[];

  /** Of the agent's owner, current and earlier ones, for epochs under way and for history. */
  readonly viewers?: readonly ViewerCertificate[];
}

/**
 * What a server said about one agent, after every signature was checked against the pinned identity: device lists,
 * certificates, prekeys and the owner's viewers. Immutable.
 */
export class AgentDirectory {
  /** The pinned identity. */
  readonly identity: AgentIdentity;

  /** SHA-256 of the agent's identity key. */
  readonly aikHash: Bytes32;

  /** SHA-256 of the owner's identity key. */
  readonly oikHash: Bytes32;

  /** The newest device list. */
  readonly devices: DeviceList;

  readonly #lists: readonly DeviceList[];
  readonly #certificates: readonly DeviceCertificate[];
  readonly #prekeys: readonly Prekey[];
  readonly #viewers: readonly ViewerCertificate[];

  private constructor(identity: AgentIdentity, records: Required<DirectoryRecords>, newest: DeviceList) {
    this.identity = identity;
    this.aikHash = aikHashOf(identity);
    this.oikHash = oikHashOf(identity);
    this.devices = newest;
    this.#lists = [...records.lists];
    this.#certificates = [...records.certificates];
    this.#prekeys = [...records.prekeys];
    this.#viewers = [...records.viewers];
  }

  /**
   * Checks every signature and that the device lists follow each other, also over rotations of the agent's key: a list
   * by an earlier key never follows one by a later key, and the newest is by today's.
   * @returns The directory, or WrongIdentity, SignatureInvalid, HistoryForked, or DirectoryStale without any list.
   */
  static async verify(pinned: AgentIdentity, records: DirectoryRecords): Promise<Result<AgentDirectory>> {
    const { lists, certificates, prekeys = [], viewers = [] } = records;
    const newest = lists.at(-1);
    if (newest === undefined) return refused("DirectoryStale");
    let error = await checkLists(pinned, lists);
    if (error === "None") error = await checkCertificates(pinned, certificates);
    if (error === "None") error = await checkPrekeys(pinned, newest, prekeys);
    if (error === "None") error = await checkViewers(pinned, viewers);
    if (error !== "None") return refused(error);
    return accepted(new AgentDirectory(pinned, { lists, certificates, prekeys, viewers }, newest));
  }

  /** The list with this version, if it is here. */
  list(version: number): DeviceList | undefined {
    return this.#lists.find((list) => list.version === version);
  }

  /** The lists after this version that were in force at a time. */
  laterLists(version: number, at: number): readonly DeviceList[] {
    return this.#lists.filter((list) => list.version > version && list.created <= at);
  }

  /** The certificate with this hash, if it is here. */
  certificate(hash: Bytes32): DeviceCertificate | undefined {
    return this.#certificates.find((one) => one.hash === hash);
  }

  /** Whether the newest list names the device and a certificate for its key is in force. */
  isCertified(device: Id, now: number): boolean {
    const listed = this.devices.find(device);
    return listed !== undefined
      && this.#certificates.some((one) =>
        one.device === device && one.dsk === listed.dsk && one.aikHash === this.aikHash && one.isValidAt(now));
  }

  /** The device's published prekeys that a sender may use now, one-time keys first, then the newest. */
  usablePrekeys(device: Id, now: number): readonly Prekey[] {
    return this.#prekeys
      .filter((prekey) => prekey.device === device && prekey.isUsableAt(now))
      .sort((left, right) => right.kind - left.kind || right.created - left.created);
  }

  /** The newest signed prekey of one device that is in force now, if there is one. */
  signedPrekey(device: Id, now: number): Prekey | undefined {
    return this.usablePrekeys(device, now).find((prekey) => prekey.kind === PrekeyKind.signedPrekey);
  }

  /** The newest signed prekey of every listed device that has one in force now: what a `SealedNote` is sealed for. */
  signedPrekeys(now: number): readonly Prekey[] {
    return this.devices.devices
      .filter((listed) => this.isCertified(listed.device, now))
      .map((listed) => this.signedPrekey(listed.device, now))
      .filter((prekey) => prekey !== undefined);
  }

  /** The owner's newest viewer that is in force at a time, if there is one. Unix milliseconds. */
  newestViewer(at: number): ViewerCertificate | undefined {
    return this.#viewers
      .filter((viewer) => viewer.isValidAt(at))
      .reduce<ViewerCertificate | undefined>(
        (newest, one) => (newest === undefined || one.notBefore > newest.notBefore ? one : newest), undefined);
  }

  /** The owner's certificates for a viewer id. */
  viewers(viewer: Id): readonly ViewerCertificate[] {
    return this.#viewers.filter((one) => one.viewer === viewer);
  }
}

async function checkLists(pinned: AgentIdentity, lists: readonly DeviceList[]): Promise<Cxe1Error> {
  let signer = 0;
  for (const [i, list] of lists.entries()) {
    const place = keyPlace(pinned, list.aikHash);
    if (list.agent !== pinned.agent || place < signer) return "WrongIdentity";
    if (!(await hasSigned(pinned, list))) return "SignatureInvalid";
    const before = lists[i - 1];
    if (before !== undefined && !follows(list, before)) return "HistoryForked";
    signer = place;
  }
  return signer === (pinned.past ?? []).length ? "None" : "WrongIdentity";
}

function follows(list: DeviceList, before: DeviceList): boolean {
  return list.version === before.version + 1 && list.previousHash === before.hash && list.created >= before.created;
}

async function checkCertificates(
  pinned: AgentIdentity, certificates: readonly DeviceCertificate[]): Promise<Cxe1Error> {
  for (const certificate of certificates) {
    if (certificate.agent !== pinned.agent || keyPlace(pinned, certificate.aikHash) < 0) return "WrongIdentity";
    if (!(await hasSigned(pinned, certificate))) return "SignatureInvalid";
  }
  return "None";
}

async function checkPrekeys(
  pinned: AgentIdentity, newest: DeviceList, prekeys: readonly Prekey[]): Promise<Cxe1Error> {
  for (const prekey of prekeys) {
    if (prekey.agent !== pinned.agent || prekey.kind === PrekeyKind.replyPrekey) return "WrongIdentity";
    // A key of a device that was revoked meanwhile is no offence: no roster will name the device.
    const listed = newest.find(prekey.device);
    if (listed !== undefined && !(await prekey.verifySignature(listed.dsk))) return "SignatureInvalid";
  }
  return "None";
}

async function checkViewers(pinned: AgentIdentity, viewers: readonly ViewerCertificate[]): Promise<Cxe1Error> {
  const oikHash = oikHashOf(pinned);
  for (const viewer of viewers) {
    if (viewer.oikHash !== oikHash) return "WrongIdentity";
    if (!(await viewer.verifySignature(pinned.oik))) return "SignatureInvalid";
  }
  return "None";
}
