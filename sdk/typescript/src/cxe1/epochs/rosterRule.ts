import type { Cxe1Error } from "../bytes/cxe1Error.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type ConnectionTerms, OwnerRead } from "../consent/connectionTerms.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import type { DeviceList, ListedDevice } from "../identity/deviceList.js";
import type { EpochView } from "./epochView.js";
import { ReaderKind, type RosterEntry } from "./rosterEntry.js";

// Whether an epoch's readers are exactly the devices of the two signed lists that were in force when it was opened, and
// the viewers that both sides' terms name: nobody more, who could read along, and nobody less, who would miss the
// message.

/** One side of an epoch. */
export interface RosterSide {
  /** The agent's directory, with its owner's viewers. */
  readonly directory: AgentDirectory;

  /** The terms of the side that the epoch names. */
  readonly terms: ConnectionTerms;
}

/**
 * Checks the sender device and the roster.
 * @returns None, DirectoryStale, DeviceNotListed, RosterNamesGhost, RosterOmitsDevice or RosterOmitsViewer.
 */
export function checkRoster(epoch: EpochView, sender: RosterSide, recipient: RosterSide): Cxe1Error {
  const error = checkSenderListed(epoch, sender.directory, recipient.directory);
  return error === "None" ? checkReaders(epoch, sender, recipient) : error;
}

/**
 * Whether the named lists are known, and the sender device stands in its list and in every later one that was in force.
 * @returns None, DirectoryStale or DeviceNotListed.
 */
export function checkSenderListed(epoch: EpochView, sender: AgentDirectory, recipient: AgentDirectory): Cxe1Error {
  const senderList = sender.list(epoch.senderListVersion);
  if (senderList === undefined || recipient.list(epoch.recipientListVersion) === undefined) return "DirectoryStale";
  const own = senderList.find(epoch.senderDevice);
  if (own === undefined) return "DeviceNotListed";
  return sender.laterLists(senderList.version, epoch.created)
    .every((later) => later.find(epoch.senderDevice)?.dsk === own.dsk)
    ? "None"
    : "DeviceNotListed";
}

function checkReaders(epoch: EpochView, sender: RosterSide, recipient: RosterSide): Cxe1Error {
  const senderList = sender.directory.list(epoch.senderListVersion);
  const recipientList = recipient.directory.list(epoch.recipientListVersion);
  if (senderList === undefined || recipientList === undefined) return "DirectoryStale";
  const sides = [new Side(epoch, sender, senderList), new Side(epoch, recipient, recipientList)];
  if (sides.some((side) => side.namesUnknownViewer())) return "DirectoryStale";
  if (!epoch.entries.every((entry) => sides.some((side) => side.admits(entry)))) return "RosterNamesGhost";
  if (sides.some((side) => side.hasSecondViewer())) return "RosterNamesGhost";
  if (sides.some((side) => side.omitsDevice())) return "RosterOmitsDevice";
  return sides.some((side) => side.omitsViewer()) ? "RosterOmitsViewer" : "None";
}

/** One side of the epoch: its devices by the named list, and its owner's viewer by its terms. */
class Side {
  readonly #epoch: EpochView;
  readonly #directory: AgentDirectory;
  readonly #terms: ConnectionTerms;
  readonly #list: DeviceList;
  readonly #viewers: readonly RosterEntry[];

  constructor(epoch: EpochView, side: RosterSide, list: DeviceList) {
    this.#epoch = epoch;
    this.#directory = side.directory;
    this.#terms = side.terms;
    this.#list = list;
    this.#viewers = epoch.entries.filter(
      (entry) => entry.kind === ReaderKind.ownerViewer && entry.agent === this.#agent);
  }

  get #agent(): string {
    return this.#directory.identity.agent;
  }

  admits(entry: RosterEntry): boolean {
    if (entry.agent !== this.#agent) return false;
    return entry.kind === ReaderKind.device ? this.#admitsDevice(entry) : this.#admitsViewer(entry);
  }

  namesUnknownViewer(): boolean {
    return this.#viewers.some((entry) => this.#directory.viewers(entry.device).length === 0);
  }

  hasSecondViewer(): boolean {
    return this.#viewers.length > Cxe1Limits.viewersPerSide;
  }

  omitsViewer(): boolean {
    return this.#terms.ownerRead === OwnerRead.everything && this.#viewers.length === 0;
  }

  omitsDevice(): boolean {
    const { created } = this.#epoch;
    return this.#list.devices.some((listed) => !this.#isNamed(listed))
      || this.#directory.laterLists(this.#list.version, created).some((later) =>
        later.devices.some((listed) =>
          listed.added + Cxe1Limits.rosterGrace <= created && !this.#isNamed(listed)));
  }

  #admitsDevice(entry: RosterEntry): boolean {
    if (entry.agent === this.#epoch.senderAgent && entry.device === this.#epoch.senderDevice) return false;
    return entry.identityHash === this.#list.aikHash
      && this.#list.find(entry.device) !== undefined
      && this.#directory.laterLists(this.#list.version, this.#epoch.created)
        .every((later) => later.find(entry.device) !== undefined);
  }

  #admitsViewer(entry: RosterEntry): boolean {
    return this.#terms.admitsViewer
      && entry.identityHash === this.#directory.oikHash
      && this.#directory.viewers(entry.device)
        .some((one) => one.keyId === entry.keyId && one.isValidAt(this.#epoch.created));
  }

  #isNamed(listed: ListedDevice): boolean {
    return (this.#agent === this.#epoch.senderAgent && listed.device === this.#epoch.senderDevice)
      || this.#epoch.indexOf(this.#agent, listed.device, ReaderKind.device) >= 0;
  }
}
