import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { wipe } from "../../crypto/index.js";
import { DeviceStoreError } from "../deviceStoreError.js";
import type { Journal } from "../journaledStore.js";
import { decodeChanges, encodeChanges } from "../rowCodec.js";
import type { RowChange, RowImage } from "../rowImage.js";
import {
  createHeader, hasRecordBehind, headerSize, openRecord, readHeader, recordHeadSize, sealRecord, unwrapKey,
} from "./logFormat.js";
import { createWrapping, isMissing, readWrapping, type StoreProtection, type Wrapping } from "./protection.js";

/** When the log is rewritten without what is out of date. */
export interface CompactionRule {
  /** Never below this many bytes. */
  readonly least: number;
  /** When the file is this many times as long as what is in force in it. */
  readonly factor: number;
}

const ownerOnly = 0o600;

/**
 * An append-only log of encrypted records, one a flush, each on the disk before `append` completes. When most of it is out of
 * date, a new file with a new key and one record of all rows takes its place by a rename: at every moment the path names a
 * whole store.
 */
export class FileJournal implements Journal {
  readonly #path: string;
  readonly #image: RowImage;
  readonly #wrapping: Wrapping;
  readonly #unlock: () => Promise<void>;
  readonly #rule: CompactionRule;
  #file: FileHandle;
  #key: Uint8Array;
  #fileId: Uint8Array;
  #next = 0;
  #size = 0;
  #live = 0;

  private constructor(
    path: string, image: RowImage, wrapping: Wrapping, unlock: () => Promise<void>, rule: CompactionRule,
    file: FileHandle, key: Uint8Array, fileId: Uint8Array,
  ) {
    this.#path = path;
    this.#image = image;
    this.#wrapping = wrapping;
    this.#unlock = unlock;
    this.#rule = rule;
    this.#file = file;
    this.#key = key;
    this.#fileId = fileId;
  }

  /** Opens the file into the image, or makes it. The lock is the journal's from then on. */
  static async open(
    path: string, protection: StoreProtection, image: RowImage, rule: CompactionRule, unlock: () => Promise<void>,
  ): Promise<FileJournal> {
    // What a crash left of a rewriting that did not come to its rename.
    await rm(`${path}.new`, { force: true });
    let file: FileHandle;
    try {
      file = await open(path, "r+");
    } catch (error) {
      if (!isMissing(error)) throw error;
      return FileJournal.#create(path, protection, image, rule, unlock);
    }
    try {
      const bytes = new Uint8Array(await file.readFile());
      const header = readHeader(bytes);
      if (header === "newer")
        throw new DeviceStoreError("store-newer", "A later version wrote this store: update this program.");
      if (header === "damaged") throw damaged(`${path} is no device store.`);
      const wrapping = await readWrapping(protection, header);
      const key = unwrapKey(header, wrapping.key);
      if (key === null) {
        throw new DeviceStoreError("store-locked", "passphrase" in protection
          ? "The passphrase does not open the store."
          : "The key file does not belong to this store.");
      }
      const journal = new FileJournal(path, image, wrapping, unlock, rule, file, key, header.fileId);
      await journal.#replay(bytes);
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async append(changes: readonly RowChange[]): Promise<void> {
    await this.#refuseStranger();
    const record = sealRecord(this.#key, this.#fileId, this.#next, encodeChanges(changes));
    await writeAll(this.#file, record, this.#size);
    await this.#file.datasync();
    this.#next++;
    this.#size += record.length;
    if (this.#size > Math.max(this.#rule.least, this.#rule.factor * this.#live)) await this.#rewrite();
  }

  async close(): Promise<void> {
    wipe(this.#key, this.#wrapping.key);
    await this.#file.close();
    await this.#unlock();
  }

  static async #create(
    path: string, protection: StoreProtection, image: RowImage, rule: CompactionRule, unlock: () => Promise<void>,
  ): Promise<FileJournal> {
    const wrapping = await createWrapping(protection);
    const written = await writeFile(path, wrapping, image);
    const journal = new FileJournal(
      path, image, wrapping, unlock, rule, written.file, written.key, written.fileId);
    journal.#take(written);
    return journal;
  }

  async #replay(bytes: Uint8Array): Promise<void> {
    let at = headerSize;
    let first = 0;
    while (at < bytes.length) {
      const record = openRecord(bytes, at, this.#key, this.#fileId, this.#next);
      if (record === null) break;
      const changes = decodeChanges(record.content);
      if (changes === null) throw damaged(`A record of ${this.#path} cannot be understood.`);
      for (const { table, key, value } of changes) this.#image.set(table, key, value);
      if (this.#next === 0) first = record.end;
      this.#next++;
      at = record.end;
    }
    if (this.#next === 0) throw damaged(`${this.#path} has no first record.`);
    if (at < bytes.length) {
      // An unreadable part with a readable record behind it was altered. Without one it is the torn end of a flush that did
      // not complete, of which nobody was told.
      if (hasRecordBehind(bytes, at + 1, this.#key, this.#fileId, this.#next))
        throw damaged(`A record of ${this.#path} was altered.`);
      await this.#file.truncate(at);
      await this.#file.sync();
    }
    this.#size = at;
    this.#live = Math.max(first, recordHeadSize);
  }

  /** Another process that wrote here in spite of the lock would make this one's rows a fork. */
  async #refuseStranger(): Promise<void> {
    const own = await this.#file.stat();
    const named = await stat(this.#path);
    if (own.size !== this.#size || own.ino !== named.ino || own.dev !== named.dev)
      throw new DeviceStoreError("store-in-use", `Something else has changed ${this.#path}.`);
  }

  async #rewrite(): Promise<void> {
    const written = await writeFile(this.#path, this.#wrapping, this.#image);
    await this.#file.close();
    wipe(this.#key);
    this.#take(written);
  }

  #take({ file, key, fileId, size }: Written): void {
    this.#file = file;
    this.#key = key;
    this.#fileId = fileId;
    this.#next = 1;
    this.#size = size;
    this.#live = size;
  }
}

interface Written {
  readonly file: FileHandle;
  readonly key: Uint8Array;
  readonly fileId: Uint8Array;
  readonly size: number;
}

/** Writes a whole store beside the path and renames it there. */
async function writeFile(path: string, wrapping: Wrapping, image: RowImage): Promise<Written> {
  const { kind, memoryMiB, passes, salt } = wrapping;
  const header = createHeader(wrapping.key, kind, memoryMiB, passes, salt);
  const record = sealRecord(header.key, header.fileId, 0, encodeChanges(image.all()));
  const beside = `${path}.new`;
  const file = await open(beside, "wx+", ownerOnly);
  try {
    await writeAll(file, header.bytes, 0);
    await writeAll(file, record, headerSize);
    await file.sync();
    await rename(beside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, key: header.key, fileId: header.fileId, size: headerSize + record.length };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length)
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}

/** A rename is durable when its folder is. Windows cannot open folders and does not need to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function damaged(message: string): DeviceStoreError {
  return new DeviceStoreError("store-damaged", message);
}
