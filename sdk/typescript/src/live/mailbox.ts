import { acknowledgeMessage, lookUpReceived, type ReceivedMessage } from "../cxe1/device/inbox.js";
import { inTransaction, type DeviceTable } from "../cxe1/device/deviceStore.js";
import { putUntil } from "../cxe1/device/expiringState.js";
import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { findSent, forgetSent } from "../cxe1/device/sentMessages.js";
import { RequestedLevel } from "../cxe1/messages/envelopeHeader.js";
import { ZERO_ID, type Id } from "../cxe1/bytes/id.js";
import { concat, toHex } from "../crypto/index.js";
import { categories, categoryName } from "../peers/contract.js";
import type { StoreTransaction } from "../store/clientStore.js";
import { readNotice, readStub } from "../wire/entries.js";
import type { ConnectionId, EnvelopeId } from "../wire/id.js";
import type { ClientCore } from "./clientCore.js";
import { ClientTable, idKey, numberKey, readNumber, readText, textKey } from "./clientTables.js";
import { originName, taintNames, type MailboxItem, type NoticeItem, type ReceivedItem } from "./items.js";
import { readOwnerNote } from "./ownerNotes.js";
import { DeliveryForm, readDelivery, readUndelivered, writeDelivery, type StoredDelivery } from "./storedDelivery.js";
import { UntrustedContent } from "./untrustedContent.js";

/**
 * Entries from before the server was restored, and those that waited until their peer was trusted, have no place in its
 * mailbox any more; they stand from here on.
 */
export const detached = 2 ** 52;
const pageSize = 256;
const handledKept = 2 * Cxe1Limits.receivingStateKept;
const positionKey = textKey("mailbox");
const everything = new Uint8Array(0);

/**
 * What this device has of the agent's mailbox: the last sequence that is stored, what the application has not
 * acknowledged, and the queue to the application. Memory is bounded; what does not fit is read from the store again.
 */
export class Mailbox {
  readonly #core: ClientCore;
  readonly #unacknowledged = new Set<number>();
  readonly #awaited = new Map<EnvelopeId, (answer: ReceivedItem) => void>();
  readonly #answered = new Set<number>();
  readonly #handedOutDetached = new Set<number>();
  #ready: MailboxItem[] = [];
  #readyDetached: MailboxItem[] = [];
  #arrived: (() => void) | null = null;
  #reached: { readonly sequence: number; resolve(): void }[] = [];
  #handedOut = 0;
  #onMedium = true;
  #detachedOnMedium = true;
  #hasReader = false;
  #position = 0;

  constructor(core: ClientCore) {
    this.#core = core;
  }

  /** The last mailbox sequence that is stored here. */
  get position(): number {
    return this.#position;
  }

  /** Every entry up to here is acknowledged. */
  get acknowledged(): number {
    // Entries are added in their order, so the first is the least.
    for (const least of this.#unacknowledged) return least - 1;
    return this.#position;
  }

  /** Reads where an earlier run stopped. */
  async restore(): Promise<void> {
    const { position, sequences } = await this.#core.profile.store.transact((rows) => ({
      position: rows.get(ClientTable.position, positionKey),
      sequences: rows.scan(ClientTable.deliveries, everything).map(({ key }) => readNumber(key)),
    }));
    this.#position = position === null ? 0 : readNumber(position);
    for (const sequence of sequences) if (sequence < detached) this.#unacknowledged.add(sequence);
  }

  /** Stores an entry for the application, within the device's work. */
  keep(rows: StoreTransaction, sequence: number, delivery: StoredDelivery): void {
    rows.put(ClientTable.deliveries, numberKey(sequence), writeDelivery(delivery));
  }

  /** Stores how far this device has come, within the device's work. */
  advance(rows: StoreTransaction, position: number): void {
    rows.put(ClientTable.position, positionKey, numberKey(position));
  }

  /** What was kept up to this position is durable: the application gets it. */
  async reached(position: number, kept: readonly number[]): Promise<void> {
    for (const sequence of kept) this.#unacknowledged.add(sequence);
    this.#position = position;
    for (const one of this.#reached) if (one.sequence <= position) one.resolve();
    this.#reached = this.#reached.filter((one) => one.sequence > position);
    if (kept.length > 0) await this.#offer(kept);
  }

  /** Entries outside of the mailbox were stored: the application gets them. */
  offerDetached(): void {
    this.#detachedOnMedium = true;
    this.#wake();
  }

  /** The server's mailbox goes on elsewhere: what is here keeps its place in the queue, not in the mailbox. */
  async restart(position: number): Promise<void> {
    await this.#core.worker.run((rows) => {
      for (const { key, value } of rows.scan(ClientTable.deliveries, everything)) {
        const sequence = readNumber(key);
        if (sequence >= detached || sequence <= position) continue;
        rows.delete(ClientTable.deliveries, key);
        rows.put(ClientTable.deliveries, numberKey(detached + sequence), value);
      }
      this.advance(rows, position);
    });
    for (const sequence of [...this.#unacknowledged]) if (sequence > position) this.#unacknowledged.delete(sequence);
    // What a reader was given already keeps its old number; new entries start behind the position again.
    this.#handedOut = Math.min(this.#handedOut, position);
    await this.reached(position, []);
  }

  /** The answer to a message, instead of its place in the queue. */
  awaitAnswerTo(message: EnvelopeId, answer: (item: ReceivedItem) => void): void {
    this.#awaited.set(message, answer);
  }

  /** The message that is waited on goes on under another id. */
  renameAwaited(from: EnvelopeId, to: EnvelopeId): void {
    const answer = this.#awaited.get(from);
    if (answer === undefined) return;
    this.#awaited.delete(from);
    this.#awaited.set(to, answer);
  }

  stopAwaiting(answer: (item: ReceivedItem) => void): void {
    for (const [message, known] of this.#awaited) if (known === answer) this.#awaited.delete(message);
  }

  /** Completes when everything up to this mailbox sequence is stored here. */
  whenReached(sequence: number): Promise<void> {
    if (this.#position >= sequence) return Promise.resolve();
    return new Promise((resolve) => this.#reached.push({ sequence, resolve }));
  }

  /** Everything that is not acknowledged, then what arrives if it `waits`, for one reader at a time. */
  async *read(waits: boolean, signal: AbortSignal): AsyncGenerator<MailboxItem, void, void> {
    if (this.#hasReader) throw new Error("The mailbox has a reader already.");
    this.#hasReader = true;
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake);
    try {
      // A new reader starts with what the last one left unacknowledged.
      this.#ready = [];
      this.#readyDetached = [];
      this.#handedOutDetached.clear();
      this.#handedOut = 0;
      this.#onMedium = true;
      this.#detachedOnMedium = true;
      while (true) {
        signal.throwIfAborted();
        const item = await this.#take();
        if (item !== null) yield item;
        else if (waits) await this.#wait(signal);
        else return;
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.#hasReader = false;
    }
  }

  /** Wipes an entry; completes when that is durable. */
  async acknowledge(item: MailboxItem): Promise<void> {
    const { worker } = this.#core;
    await worker.run(async (rows) => {
      if (item.kind === "message") {
        await acknowledgeMessage(worker.joined, item.envelopeHash);
      }
      for (const key of [numberKey(item.sequence), numberKey(detached + item.sequence)]) {
        const row = rows.get(ClientTable.deliveries, key);
        if (row === null) continue;
        const stored = readDelivery(row);
        if (stored.form === DeliveryForm.undelivered)
          for (const hash of readUndelivered(stored.body).hashes) await forgetSent(worker.joined, hash);
        rows.delete(ClientTable.deliveries, key);
      }
    });
    this.#unacknowledged.delete(item.sequence);
    this.#answered.delete(item.sequence);
    this.#handedOutDetached.delete(detached + item.sequence);
  }

  /** Whether this text came here for the application before, under whatever envelope. */
  isHandled(rows: StoreTransaction, connection: ConnectionId, logicalId: Id): boolean {
    return rows.get(ClientTable.handled, handledKey(connection, logicalId)) !== null;
  }

  /** As long as its sender could seal the same text again: a message lives 7 days, its text is kept for 8. */
  keepHandled(connection: ConnectionId, logicalId: Id): Promise<void> {
    const now = this.#core.clock.now();
    return inTransaction(this.#core.worker.joined, async (part) => {
      const key = handledKey(connection, logicalId);
      putUntil(part, ClientTable.handled as unknown as DeviceTable, key, numberKey(now), now + handledKept);
      await part.commit();
    });
  }

  async #offer(sequences: readonly number[]): Promise<void> {
    const items = await this.#load(sequences.map((sequence) => ({ sequence, key: sequence })));
    for (const item of items) {
      const answer = item.kind === "message" && item.inReplyTo !== null ? this.#awaited.get(item.inReplyTo) : undefined;
      if (answer !== undefined) {
        this.#awaited.delete((item as ReceivedItem).inReplyTo!);
        this.#answered.add(item.sequence);
        answer(item as ReceivedItem);
        continue;
      }
      if (this.#onMedium || this.#ready.length >= this.#core.options.inboxCapacity) this.#onMedium = true;
      // A page may have been read between the entry's commit and this call.
      else if (item.sequence > this.#handedOut) this.#ready.push(item);
    }
    this.#wake();
  }

  async #take(): Promise<MailboxItem | null> {
    while (true) {
      const other = this.#readyDetached.shift();
      if (other !== undefined) return other;
      if (this.#detachedOnMedium) {
        await this.#readDetachedPage();
        continue;
      }
      const item = this.#ready.shift();
      if (item !== undefined) {
        this.#handedOut = Math.max(this.#handedOut, item.sequence);
        return item;
      }
      if (!this.#onMedium) return null;
      await this.#readPage();
    }
  }

  async #readPage(): Promise<void> {
    const from = this.#handedOut + 1;
    const sequences = await this.#core.profile.store.transact((rows) =>
      rows.scan(ClientTable.deliveries, everything, pageSize, numberKey(from))
        .map(({ key }) => readNumber(key)).filter((sequence) => sequence < detached));
    // What arrives while the page is read stands behind it, in memory or on the medium.
    this.#onMedium = sequences.length === pageSize;
    if (sequences.length > 0) this.#handedOut = sequences.at(-1)!;
    const items = await this.#load(sequences
      .filter((sequence) => !this.#answered.has(sequence)).map((sequence) => ({ sequence, key: sequence })));
    this.#ready.unshift(...items);
  }

  /** What comes late may stand before what was given already. */
  async #readDetachedPage(): Promise<void> {
    const most = this.#handedOutDetached.size + pageSize;
    this.#detachedOnMedium = false;
    const keys = await this.#core.profile.store.transact((rows) =>
      rows.scan(ClientTable.deliveries, everything, most, numberKey(detached)).map(({ key }) => readNumber(key)));
    if (keys.length === most) this.#detachedOnMedium = true;
    const fresh = keys.filter((key) => !this.#handedOutDetached.has(key));
    for (const key of fresh) this.#handedOutDetached.add(key);
    this.#readyDetached.push(...await this.#load(fresh.map((key) => ({ key, sequence: key - detached }))));
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#ready.length > 0 || this.#onMedium || this.#detachedOnMedium || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
  }

  #wake(): void {
    this.#arrived?.();
    this.#arrived = null;
  }

  /** Makes the application's items of stored entries. */
  async #load(places: readonly { readonly key: number; readonly sequence: number }[]): Promise<MailboxItem[]> {
    const { store } = this.#core.profile;
    const rows = await store.transact(async (transaction) => {
      const loaded: { sequence: number; stored: StoredDelivery; message: ReceivedMessage | undefined }[] = [];
      for (const { key, sequence } of places) {
        const row = transaction.get(ClientTable.deliveries, numberKey(key));
        if (row === null) continue;
        const stored = readDelivery(row);
        const message = stored.form === DeliveryForm.message || stored.form === DeliveryForm.messageAfterGap
          ? (await inTransaction(transaction.store, (part) => lookUpReceived(part, toHex(stored.body)))).message
          : undefined;
        loaded.push({ sequence, stored, message });
      }
      return loaded;
    });
    const items: MailboxItem[] = [];
    for (const { sequence, stored, message } of rows) {
      const item = await this.#itemOf(sequence, stored, message);
      if (item !== null) items.push(item);
    }
    return items;
  }

  async #itemOf(
    sequence: number, stored: StoredDelivery, message: ReceivedMessage | undefined,
  ): Promise<MailboxItem | null> {
    const { at, connection, body } = stored;
    const entry = { sequence, at, connection };
    switch (stored.form) {
      case DeliveryForm.message:
      case DeliveryForm.messageAfterGap: return message === undefined ? null : this.#received(entry, stored, message);
      case DeliveryForm.stub: {
        const stub = readStub(body)!;
        return { ...entry, kind: "withheld", senderDevice: stub.device, senderSequence: stub.sequence };
      }
      case DeliveryForm.notice: return this.#notice(entry, body);
      case DeliveryForm.unreadable:
      case DeliveryForm.attack: {
        const isAttack = stored.form === DeliveryForm.attack;
        return { ...entry, kind: "unreadable", reason: readText(body), isAttack };
      }
      case DeliveryForm.undelivered: {
        const { reason, hashes } = readUndelivered(body);
        const texts = await Promise.all(hashes.map((hash) => findSent(this.#core.profile.store, hash)));
        return {
          ...entry, kind: "undelivered", reason,
          texts: texts.flatMap((text) => text === undefined ? [] : [new UntrustedContent(text.content)]),
        };
      }
    }
  }

  async #notice(entry: Pick<NoticeItem, "sequence" | "at" | "connection">, body: Uint8Array): Promise<MailboxItem> {
    const notice = readNotice(body);
    if (notice === null) return { ...entry, kind: "unreadable", reason: "malformed-notice", isAttack: false };
    return {
      ...entry,
      kind: "notice",
      notice: notice.kind,
      message: notice.message === ZERO_ID ? null : notice.message,
      happenedAt: notice.at,
      note: notice.kind === "sent-back" ? await readOwnerNote(this.#core, notice)
        : notice.kind === "suspended" ? readText(notice.note) : null,
    };
  }

  #received(
    entry: Pick<ReceivedItem, "sequence" | "at" | "connection">, { tag, form }: StoredDelivery,
    message: ReceivedMessage,
  ): ReceivedItem {
    const { header } = message;
    const info = this.#core.book.find(header.senderAgent)?.info;
    const names = [...Object.keys(info?.own.levels ?? {}), ...Object.keys(info?.theirs.levels ?? {}), ...categories];
    return {
      ...entry,
      kind: "message",
      sender: header.senderAgent,
      message: header.envelopeId,
      category: categoryName(header.category, names),
      content: new UntrustedContent(message.content),
      origin: originName(header.origin),
      taint: taintNames(header.taint),
      askedItsOwner: header.requested === RequestedLevel.ask,
      hop: header.hop,
      maxHops: header.maxHops,
      inReplyTo: header.parentId === ZERO_ID ? null : header.parentId,
      createdAt: header.created,
      senderSequence: header.sequence,
      isPredecessorMissing: form === DeliveryForm.messageAfterGap,
      header,
      envelopeHash: message.envelopeHash,
      tag,
    };
  }
}

function handledKey(connection: ConnectionId, logicalId: Id): Uint8Array {
  return concat(idKey(connection), idKey(logicalId));
}
