import { DeviceStoreError, openIndexedDbStore } from "../../src/store/index.js";
import { storeCases } from "./conformance.js";

declare global {
  interface Window {
    runStoreCase(name: string): Promise<string>;
    lookIntoStore(): Promise<{ isClear: boolean; isExtractable: boolean }>;
    alterStore(): Promise<string>;
  }
}

let databases = 0;

window.runStoreCase = async (name) => {
  const database = `case ${databases++}`;
  try {
    await storeCases.find((one) => one.name === name)!.run({ open: () => openIndexedDbStore(database), isDurable: true });
    return "good";
  } catch (error) {
    return String(error);
  }
};

window.lookIntoStore = async () => {
  const store = await openIndexedDbStore("look");
  await store.transact((part) => part.put(1, Uint8Array.of(1), new TextEncoder().encode("a secret to be hidden")));
  await store.close();
  const database = await openRaw("look");
  const [value] = await asked(database.transaction("rows").objectStore("rows").getAll()) as Uint8Array[];
  const key = await asked(database.transaction("keys").objectStore("keys").get(1)) as CryptoKey;
  database.close();
  return { isClear: new TextDecoder("latin1").decode(value).includes("secret"), isExtractable: key.extractable };
};

window.alterStore = async () => {
  const store = await openIndexedDbStore("alter");
  await store.transact((part) => part.put(1, Uint8Array.of(1), Uint8Array.of(1)));
  await store.close();
  const database = await openRaw("alter");
  const rows = database.transaction("rows", "readwrite").objectStore("rows");
  const [value] = await asked(rows.getAll()) as Uint8Array[];
  await asked(rows.put(value, [1, Uint8Array.of(2)]));
  database.close();
  try {
    await openIndexedDbStore("alter");
    return "opened";
  } catch (error) {
    return error instanceof DeviceStoreError ? error.code : String(error);
  }
};

function openRaw(name: string): Promise<IDBDatabase> {
  return asked(indexedDB.open(name));
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
