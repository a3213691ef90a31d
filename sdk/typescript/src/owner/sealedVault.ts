import { ClientTable, textKey } from "../live/clientTables.js";
import type { ClientStore } from "../store/clientStore.js";

const sealedKey = textKey("sealed-vault");

/**
 * Keeps an owner's vault as it was exported: nobody reads it without its passphrase, see `Owner.unlock`. It replaces
 * the one that was kept.
 */
export function keepSealedVault(store: ClientStore, vault: Uint8Array): Promise<void> {
  return store.transact((rows) => rows.put(ClientTable.owner, sealedKey, vault));
}

/** The vault that was kept, sealed; null where none was. */
export function findSealedVault(store: ClientStore): Promise<Uint8Array | null> {
  return store.transact((rows) => rows.get(ClientTable.owner, sealedKey));
}

/** Removes the vault that was kept; none is no error. */
export function forgetSealedVault(store: ClientStore): Promise<void> {
  return store.transact((rows) => rows.delete(ClientTable.owner, sealedKey));
}
