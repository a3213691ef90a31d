import { concat, toHex, wipe } from "../../crypto/bytes.js";
import { type FillRandom, randomBytes } from "../../crypto/random.js";
import { Cxe1Limits } from "../bytes/cxe1Limits.js";
import { type Bytes32, type Id, nextId, sha256Of, ZERO_BYTES32 } from "../bytes/id.js";
import { accepted, refused, type Result } from "../bytes/result.js";
import { signDigest } from "../bytes/signatures.js";
import { compareIds } from "../bytes/sortedEntries.js";
import { type EpochHeader, epochDigest, hashEpoch, type ReplyPrekey, writeEpochHeader } from "../epochs/epochHeader.js";
import { commitmentOf, EPOCH_SECRET_SIZE, firstChainKey } from "../epochs/epochSecrets.js";
import { sealWrap } from "../epochs/epochWrap.js";
import { ReaderKind, type RosterEntry, writeRosterEntry } from "../epochs/rosterEntry.js";
import type { AgentDirectory } from "../identity/agentDirectory.js";
import { type Prekey, PrekeyKind } from "../identity/prekey.js";
import type { ViewerCertificate } from "../identity/viewerCertificate.js";
import type { DeviceKeys } from "./deviceKeys.js";
import { DeviceTable } from "./deviceStore.js";
import { putUntil } from "./expiringState.js";
import { consumeReplyPrekey, usableReplyPrekeys } from "./peerReplyPrekeys.js";
import { makePrekey } from "./prekeyShelf.js";
import { basisOf, SendingEpoch } from "./sendingEpoch.js";
import type { SendingTurn } from "./sendingTurn.js";
import { stateKey } from "./stateKey.js";

/** One reader and the key that its wrap is made for. */
interface Reader {
  readonly entry: RosterEntry;
  readonly publicKey: Bytes32;
}

/** A new epoch: its sending chain, and its complete record. */
export interface OpenedEpochRecord {
  readonly epoch: SendingEpoch;
  readonly record: Uint8Array;
}

/** Where an epoch's secret, ids and prekeys come from, and where the one-time keys of its wraps do. */
export interface EpochRandomness {
  readonly random: FillRandom;
  readonly wrapRandom: FillRandom;
}

/**
 * Opens one epoch within the transaction that seals its first message: chooses a key for every reader, makes the reply
 * prekeys, writes and signs the record. Not reusable.
 */
export class EpochOpener {
  readonly #turn: SendingTurn;
  readonly #device: DeviceKeys;
  readonly #randomness: EpochRandomness;

  constructor(turn: SendingTurn, device: DeviceKeys, randomness: EpochRandomness) {
    this.#turn = turn;
    this.#device = device;
    this.#randomness = randomness;
  }

  /**
   * Opens the epoch with the number after the last one.
   * @returns The epoch, or NoReaders, RecipientKeysExpired or RecipientKeyInvalid.
   */
  async open(number: number): Promise<Result<OpenedEpochRecord>> {
    const readers = await this.#chooseReaders();
    if (!readers.ok) return readers;
    const epochSecret = randomBytes(EPOCH_SECRET_SIZE, this.#randomness.random);
    try {
      const header = await this.#header(number, readers.value, epochSecret);
      const written = await this.#write(header, readers.value, epochSecret);
      if (!written.ok) return written;
      const { record, epochHash } = written.value;
      const chainKey = firstChainKey(epochSecret, epochHash);
      const epoch = new SendingEpoch(chainKey, epochHash, basisOf(this.#turn), header.created, header.expiry);
      return accepted({ epoch, record });
    } finally {
      wipe(epochSecret);
    }
  }

  async #chooseReaders(): Promise<Result<Reader[]>> {
    const { transaction, context, own, peer, now } = this.#turn;
    if (peer.devices.devices.length === 0) return refused("NoReaders");
    const replyPrekeys = await usableReplyPrekeys(transaction, context.connection, now);
    const readers: Reader[] = [];
    for (const directory of [own, peer])
      for (const { device } of directory.devices.devices) {
        if (device === this.#device.device && directory === own) continue;
        const key = await this.#chooseKey(directory, device, replyPrekeys);
        if (key === undefined) return refused("RecipientKeysExpired");
        readers.push({ entry: entryOf(directory, key), publicKey: key.publicKey });
      }
    for (const [directory, viewer] of [[own, this.#turn.ownViewer], [peer, this.#turn.peerViewer]] as const)
      if (viewer !== undefined)
        readers.push({ entry: viewerEntryOf(directory, viewer), publicKey: viewer.ovk });
    return accepted(readers.sort((left, right) => compareEntries(left.entry, right.entry)));
  }

  /** A reply prekey first, then a one-time prekey that was not used before, then the newest signed one. */
  async #chooseKey(
    directory: AgentDirectory, reader: Id, replyPrekeys: readonly Prekey[]): Promise<Prekey | undefined> {
    const { transaction, context, now } = this.#turn;
    if (!directory.isCertified(reader, now)) return undefined;
    const reply = replyPrekeys.find(
      (prekey) => prekey.agent === directory.identity.agent && prekey.device === reader);
    if (reply !== undefined) {
      consumeReplyPrekey(transaction, context.connection, reply);
      return reply;
    }
    for (const prekey of directory.usablePrekeys(reader, now)) {
      if (prekey.kind === PrekeyKind.signedPrekey) return prekey;
      const key = stateKey(prekey.keyId);
      if ((await transaction.get(DeviceTable.usedPrekeys, key)) !== undefined) continue;
      putUntil(transaction, DeviceTable.usedPrekeys, key, new Uint8Array(0), prekey.notAfter);
      return prekey;
    }
    return undefined;
  }

  async #header(number: number, readers: readonly Reader[], epochSecret: Uint8Array): Promise<EpochHeader> {
    const { transaction, context, own, peer, certificate, now, ownTerms, peerTerms } = this.#turn;
    const epochId = nextId(this.#randomness.random);
    const lastReceived = await transaction.get(DeviceTable.lastReceived, stateKey(context.connection));
    const replyPrekeys: ReplyPrekey[] = [];
    for (const { entry } of readers)
      if (entry.kind === ReaderKind.device) replyPrekeys.push(await this.#makeReplyPrekey(entry));
    return {
      epochId,
      number,
      connection: context.connection,
      senderAgent: this.#device.agent,
      senderDevice: this.#device.device,
      aikHash: own.aikHash,
      certificateHash: certificate.hash,
      senderTerms: ownTerms.hash,
      recipientTerms: peerTerms.hash,
      created: now,
      expiry: Math.min(now + Cxe1Limits.epochLife, certificate.notAfter),
      senderListVersion: own.devices.version,
      recipientListVersion: peer.devices.version,
      commitment: commitmentOf(epochSecret, epochId),
      lastReceived: lastReceived === undefined ? ZERO_BYTES32 : toHex(lastReceived),
      replyPrekeys,
      entries: readers.map((reader) => reader.entry),
    };
  }

  async #makeReplyPrekey({ agent, device }: RosterEntry): Promise<ReplyPrekey> {
    const { transaction, now } = this.#turn;
    const { random } = this.#randomness;
    const prekey = await makePrekey(transaction, this.#device, PrekeyKind.replyPrekey, now, random);
    return { forAgent: agent, forDevice: device, prekey };
  }

  async #write(
    header: EpochHeader,
    readers: readonly Reader[],
    epochSecret: Uint8Array): Promise<Result<{ record: Uint8Array; epochHash: Bytes32 }>> {
    const headerBytes = writeEpochHeader(header);
    const headerHash = sha256Of(headerBytes);
    const wraps: Uint8Array[] = [];
    for (const { entry, publicKey } of readers) {
      const bytes = writeRosterEntry(entry);
      const wrap = await sealWrap(publicKey, headerHash, bytes, epochSecret, this.#randomness.wrapRandom);
      if (wrap === undefined) return refused("RecipientKeyInvalid");
      wraps.push(wrap);
    }
    const tail = concat(...wraps);
    const epochHash = hashEpoch(headerBytes, tail);
    const signature = await signDigest(this.#device.dsk, "epoch", epochDigest(epochHash));
    return accepted({ record: concat(headerBytes, signature, tail), epochHash });
  }
}

function entryOf(directory: AgentDirectory, key: Prekey): RosterEntry {
  const { agent, device, keyId } = key;
  return { agent, device, kind: ReaderKind.device, identityHash: directory.aikHash, keyId };
}

function viewerEntryOf(directory: AgentDirectory, { viewer, keyId }: ViewerCertificate): RosterEntry {
  const { agent } = directory.identity;
  return { agent, device: viewer, kind: ReaderKind.ownerViewer, identityHash: directory.oikHash, keyId };
}

function compareEntries(left: RosterEntry, right: RosterEntry): number {
  return compareIds(left.agent, right.agent) || compareIds(left.device, right.device) || left.kind - right.kind;
}
