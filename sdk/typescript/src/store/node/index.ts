import type { ClientStore } from "../clientStore.js";
import { DeviceStoreError } from "../deviceStoreError.js";
import { JournaledStore } from "../journaledStore.js";
import { RowImage } from "../rowImage.js";
import { FileJournal, type CompactionRule } from "./fileJournal.js";
import type { StoreProtection } from "./protection.js";
import { lockStore } from "./storeLock.js";

export type { StoreProtection } from "./protection.js";

const defaultRule: CompactionRule = { least: 4 * 1_024 * 1_024, factor: 4 };

/**
 * Opens the device's store in a file, for Node; makes it where there is none. Everything in it is encrypted, every transaction
 * is on the disk before it completes, and one process has it at a time.
 * @param path The file, mode 0600. Its folder must exist and be on a local disk.
 * @param protection A key file (made with mode 0600 where there is none and the store is new) or a passphrase (Argon2id with
 * 64 MiB, a few seconds).
 * @throws {DeviceStoreError} `store-in-use`, `store-locked`, `store-damaged`, `store-newer`, `store-failed`.
 */
export async function openFileStore(
  path: string, protection: StoreProtection, rule: CompactionRule = defaultRule,
): Promise<ClientStore> {
  let unlock: (() => Promise<void>) | null = null;
  try {
    unlock = await lockStore(path);
    const image = new RowImage();
    return new JournaledStore(image, await FileJournal.open(path, protection, image, rule, unlock));
  } catch (error) {
    await unlock?.();
    if (error instanceof DeviceStoreError || error instanceof RangeError) throw error;
    throw new DeviceStoreError("store-failed", `The device store ${path} cannot be opened.`, { cause: error });
  }
}
