import { concat, randomBytes } from "../crypto/index.js";
import type { ClientStore } from "./clientStore.js";
import { DeviceStoreError } from "./deviceStoreError.js";
import { JournaledStore, type Journal } from "./journaledStore.js";
import { RowImage, type RowChange } from "./rowImage.js";

const version = 1;
const rowsName = "rows";
const keysName = "keys";
const nonceSize = 12;

/**
 * Opens the device's store in IndexedDB, for browsers; makes it where there is none. Values are encrypted under an AES-GCM
 * key that no script can read, and one page has the store at a time. Only on secure origins (https or localhost).
 * @param name The database's name.
 * @throws {DeviceStoreError} `store-in-use`, `store-damaged`, `store-newer`, `store-failed`.
 */
export async function openIndexedDbStore(name: string): Promise<ClientStore> {
  const unlock = await lock(`contextexchange ${name}`);
  try {
    const database = await openDatabase(name);
    try {
      const key = await ownKey(database);
      const image = new RowImage();
      await load(database, key, image);
      return new JournaledStore(image, new DatabaseJournal(database, key, unlock));
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    unlock();
    if (error instanceof DeviceStoreError) throw error;
    throw new DeviceStoreError("store-failed", "The browser's storage cannot be opened.", { cause: error });
  }
}

/** Writes a group of changes in one strict transaction of the database. */
class DatabaseJournal implements Journal {
  readonly #database: IDBDatabase;
  readonly #key: CryptoKey;
  readonly #unlock: () => void;

  constructor(database: IDBDatabase, key: CryptoKey, unlock: () => void) {
    this.#database = database;
    this.#key = key;
    this.#unlock = unlock;
  }

  async append(changes: readonly RowChange[]): Promise<void> {
    // Encrypted first: a transaction of the database commits by itself when nothing is asked of it for a moment.
    const rows = await Promise.all(changes.map(async ({ table, key, value }) =>
      ({ place: placeOf(table, key), value: value === null ? null : await seal(this.#key, table, key, value) })));
    const transaction = this.#database.transaction(rowsName, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(rowsName);
    for (const { place, value } of rows) {
      if (value === null) store.delete(place);
      else store.put(value, place);
    }
    await completed(transaction);
  }

  close(): Promise<void> {
    this.#database.close();
    this.#unlock();
    return Promise.resolve();
  }
}

async function load(database: IDBDatabase, key: CryptoKey, image: RowImage): Promise<void> {
  const store = database.transaction(rowsName, "readonly").objectStore(rowsName);
  const [places, values] = await Promise.all([
    asked(store.getAllKeys()) as Promise<[number, ArrayBuffer][]>,
    asked(store.getAll()) as Promise<Uint8Array[]>,
  ]);
  await Promise.all(places.map(async ([table, place], i) => {
    const rowKey = new Uint8Array(place);
    image.set(table, rowKey, await open(key, table, rowKey, values[i]!));
  }));
}

async function seal(key: CryptoKey, table: number, place: Uint8Array, value: Uint8Array): Promise<Uint8Array> {
  const nonce = randomBytes(nonceSize);
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: own(nonce), additionalData: own(concat(Uint8Array.of(table), place)) }, key, own(value))));
}

async function open(key: CryptoKey, table: number, place: Uint8Array, stored: Uint8Array): Promise<Uint8Array> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(
      {
        name: "AES-GCM", iv: own(stored.subarray(0, nonceSize)),
        additionalData: own(concat(Uint8Array.of(table), place)),
      },
      key, own(stored.subarray(nonceSize))));
  } catch (error) {
    throw new DeviceStoreError("store-damaged", `A row of table ${table} was altered.`, { cause: error });
  }
}

/** The database's key: made once, kept as an object whose bytes never leave the browser. */
async function ownKey(database: IDBDatabase): Promise<CryptoKey> {
  const known = await asked(database.transaction(keysName).objectStore(keysName).get(1)) as CryptoKey | undefined;
  if (known !== undefined) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = database.transaction(keysName, "readwrite", { durability: "strict" });
  transaction.objectStore(keysName).add(key, 1);
  await completed(transaction);
  return key;
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(rowsName);
      request.result.createObjectStore(keysName);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error?.name === "VersionError"
      ? new DeviceStoreError("store-newer", "A later version wrote this store: reload the page.")
      : new DeviceStoreError("store-failed", "The browser's storage cannot be opened.", { cause: request.error }));
  });
}

/** Completes when the lock is held; the function gives it back. */
function lock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (held) => {
      if (held === null) {
        reject(new DeviceStoreError("store-in-use", "Another page uses this device's store: close it first."));
        return undefined;
      }
      return new Promise<void>((release) => resolve(release));
    }).catch(reject);
  });
}

function placeOf(table: number, key: Uint8Array): IDBValidKey {
  return [table, own(key)];
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** The type of WebCrypto's and the database's parameters. They are never shared memory here. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
