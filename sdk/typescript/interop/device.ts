import {
  acknowledgeMessage,
  type AgentDirectory,
  ConnectionReceiver,
  ConnectionSender,
  DeviceKeys,
  type DeviceStore,
  DeviceTable,
  forgetSent,
  Nack,
  openHistory,
  openNote,
  type OutgoingMessage,
  type Prekey,
  PrekeyKind,
  publishPrekeys,
  type ReceivedMessage,
  Rewrap,
  SealedNote,
  type SealedMessage,
  settleItem,
} from "../src/cxe1/index.js";
import type { Cxe1Error, OwnerSide } from "../src/cxe1/index.js";
import { type ClientStore, createMemoryStore } from "../src/store/index.js";
import { toBase64Url } from "../src/wire/index.js";
import type { DraftLine, ItemLine, MessageLine, ReadLine, RowLine, SealedLine } from "./lines.js";
import { bytesOf, parsed, type Party } from "./party.js";

/** One device of a party: its store in memory and everything that works on it. */
export class Device {
  readonly party: Party;
  readonly store: ClientStore;
  readonly keys: DeviceKeys;
  #sender: ConnectionSender;

  private constructor(party: Party, store: ClientStore, keys: DeviceKeys) {
    this.party = party;
    this.store = store;
    this.keys = keys;
    this.#sender = this.senderOn(store);
  }

  /** A new device. */
  static async create(party: Party): Promise<Device> {
    const store = createMemoryStore();
    return new Device(party, store, await DeviceKeys.create(store, party.identity.agent, party.surroundings.random));
  }

  /** The device whose rows these are. */
  static async load(party: Party, rows: readonly RowLine[]): Promise<Device> {
    const store = createMemoryStore();
    await store.transact((transaction) => {
      for (const { table, key, value } of rows) transaction.put(table, bytesOf(key), bytesOf(value));
    });
    const keys = await DeviceKeys.load(store);
    if (keys === undefined) throw new Error("The rows hold no device.");
    return new Device(party, store, keys);
  }

  /** Every row of its store. */
  rows(): Promise<RowLine[]> {
    return this.store.transact((transaction) =>
      Object.values(DeviceTable).flatMap((table) =>
        transaction.scan(table, new Uint8Array(0)).map(({ key, value }) =>
          ({ table, key: toBase64Url(key), value: toBase64Url(value) }))));
  }

  publishPrekeys(kind: 1 | 2, count: number): Promise<Prekey[]> {
    const { now, random } = this.party.surroundings;
    return publishPrekeys(
      this.store, this.keys, kind === 1 ? PrekeyKind.signedPrekey : PrekeyKind.oneTimePrekey, count, now, random);
  }

  /** A sender as after a restart, on this or another view of the store. */
  senderOn(store: DeviceStore): ConnectionSender {
    const { surroundings } = this.party;
    const { random } = surroundings;
    return new ConnectionSender(store, this.keys, { clock: () => surroundings.now, random, wrapRandom: random });
  }

  receiverOn(store: DeviceStore): ConnectionReceiver {
    return new ConnectionReceiver(store, this.keys, () => this.party.surroundings.now);
  }

  /** Forgets the sending chain. */
  restart(): void {
    this.#sender = this.senderOn(this.store);
  }

  get #peer(): AgentDirectory {
    return this.party.peerDirectory(this);
  }

  /** @param forget Whether the texts are forgotten at once, as after their acknowledgement. */
  async seal(drafts: readonly DraftLine[], forget: boolean): Promise<SealedLine[]> {
    const [context, own] = [this.party.context(), await this.party.directory()];
    const lines: SealedLine[] = [];
    for (const draft of drafts) {
      const sealed = await this.#sender.seal(context, outgoing(draft), own, this.#peer);
      lines.push(sealed.ok ? await this.#settle(sealed.value) : { error: sealed.error });
      if (sealed.ok && forget) await forgetSent(this.store, sealed.value.envelopeHash);
    }
    return lines;
  }

  /** Accepts epochs and receives messages, in this order, each acknowledged at once if it is told to. */
  async deliver(items: readonly ItemLine[], acknowledge: boolean): Promise<ReadLine[]> {
    const [context, own] = [this.party.context(), await this.party.directory()];
    const receiver = this.receiverOn(this.store);
    const lines: ReadLine[] = [];
    for (const { epoch, message } of items) {
      if (epoch) {
        const error = await receiver.acceptEpoch(context, bytesOf(epoch), own, this.#peer);
        lines.push({ error });
        continue;
      }
      const outcome = await receiver.receive(context, bytesOf(message ?? ""));
      const { error, isDuplicate, hasPredecessor } = outcome;
      lines.push({ error, isDuplicate, hasPredecessor, message: outcome.message && messageLine(outcome.message) });
      if (acknowledge && outcome.message) await acknowledgeMessage(this.store, outcome.message.envelopeHash);
    }
    return lines;
  }

  async nack(epochHash: string, envelopeHash: string | undefined, error: Cxe1Error): Promise<string | null> {
    const nack = await this.receiverOn(this.store).nackFor(this.party.context(), epochHash, envelopeHash, error);
    return nack === undefined ? null : toBase64Url(nack.bytes);
  }

  async answer(nack: string): Promise<{ error: string; resealed: SealedLine[]; undelivered: DraftLine[] }> {
    const outcome = await this.#sender.answerNack(
      this.party.context(),
      parsed(Nack.parse(bytesOf(nack))),
      await this.party.directory(),
      this.#peer);
    const resealed: SealedLine[] = [];
    for (const sealed of outcome.resealed) resealed.push(await this.#settle(sealed));
    for (const { envelopeHash } of outcome.undelivered) await forgetSent(this.store, envelopeHash);
    const undelivered = outcome.undelivered.map(({ message }) => draftLine(message));
    return { error: outcome.error, resealed, undelivered };
  }

  /** Reads messages of an old epoch by its owner's re-wrap. */
  async history(epoch: string, rewrap: string, messages: readonly string[]): Promise<ReadLine[]> {
    const opened = await openHistory(this.store, this.keys, {
      context: this.party.context(),
      record: bytesOf(epoch),
      rewrap: parsed(Rewrap.parse(bytesOf(rewrap))),
      own: await this.party.directory(),
      peer: this.#peer,
    }, this.party.surroundings.now);
    if (!opened.ok) return [{ error: opened.error }];
    const lines: ReadLine[] = [{ error: "None" }];
    for (const message of messages) {
      const read = await opened.value.read(bytesOf(message));
      lines.push(read.ok ? { error: "None", message: messageLine(read.value) } : { error: read.error });
    }
    opened.value.dispose();
    return lines;
  }

  async openNote(
    note: string, envelopeHash: string, side: OwnerSide, oik: string): Promise<{ error: string; text?: string }> {
    const { connection } = this.party;
    const sealed = parsed(SealedNote.parse(bytesOf(note)));
    const opened = await openNote(this.store, this.keys, sealed, { envelopeHash, connection, side, oik });
    return opened.ok ? { error: "None", text: opened.value.text } : { error: opened.error };
  }

  async #settle(sealed: SealedMessage): Promise<SealedLine> {
    for (const item of [sealed.epoch, sealed.envelope])
      if (item !== undefined) await settleItem(this.store, item.connection, item.position);
    return {
      error: "None",
      envelopeHash: sealed.envelopeHash,
      sequence: sealed.sequence,
      envelope: toBase64Url(sealed.envelope.bytes),
      epoch: sealed.epoch && toBase64Url(sealed.epoch.bytes),
    };
  }
}

export function outgoing(draft: DraftLine): OutgoingMessage {
  const { type, threadId, logicalId, subject, note, schemaId, text, rootId, parentId, ...header } = draft;
  return {
    ...header,
    rootId: rootId ?? undefined,
    parentId: parentId ?? undefined,
    content: { type, threadId, logicalId, subject, note, schemaId: schemaId ?? null, text },
  };
}

function draftLine({ content, ...header }: OutgoingMessage): DraftLine {
  return { requested: 0, hop: 0, taint: 0, ...definedOf(header), ...content } as DraftLine;
}

/** What is undefined has the default. */
function definedOf<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}

export function messageLine({ envelopeHash, header, content }: ReceivedMessage): MessageLine {
  const { envelopeId, senderDevice, sequence, index, termsVersion, created, category, requested, timeToLive } = header;
  const { rootId, parentId, hop, maxHops, budget, origin, taint } = header;
  return {
    envelopeHash, envelopeId, senderDevice, sequence, index, termsVersion, created, category, requested, timeToLive,
    rootId, parentId, hop, maxHops, budget, origin, taint, ...content,
  };
}
