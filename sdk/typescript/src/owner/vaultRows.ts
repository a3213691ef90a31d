import type { Id } from "../cxe1/bytes/id.js";
import { openOwnerVault, writeOwnerVault, type OwnerVault } from "../cxe1/owner/ownerVault.js";
import { wipe } from "../crypto/index.js";
import { ExchangeError } from "../errors.js";
import { ClientTable, textKey } from "../live/clientTables.js";
import type { ClientStore } from "../store/clientStore.js";

/** Under which key a store holds an owner's vault. */
export const vaultKey = textKey("vault");

/**
 * Opens a sealed vault.
 * @throws {ExchangeError} `vault-refused`: another passphrase, damaged, or no vault at all.
 */
export async function openVault(blob: Uint8Array | undefined, passphrase: string): Promise<OwnerVault> {
  const opened = blob === undefined ? null : await openOwnerVault(blob, passphrase);
  if (opened?.ok === true) return opened.value;
  throw new ExchangeError(
    "vault-refused", `The vault does not open (${opened?.error ?? "no link"}): is the passphrase right?`);
}

/** What of these the others do not have, by its id. */
export function missing<K extends string, T extends Readonly<Record<K, Id>>>(
  these: readonly T[], others: readonly T[], id: K,
): T[] {
  const known = new Set(others.map((one) => one[id]));
  return these.filter((one) => !known.has(one[id]));
}

/**
 * Puts a vault into a store as it is.
 * @throws {ExchangeError} `conflict`: `isNew`, and there is one.
 */
export async function putVault(store: ClientStore, vault: OwnerVault, isNew: boolean): Promise<void> {
  const content = writeOwnerVault(vault);
  try {
    await store.transact((rows) => {
      if (isNew && rows.get(ClientTable.owner, vaultKey) !== null)
        throw new ExchangeError("conflict", "The store holds an owner already.");
      rows.put(ClientTable.owner, vaultKey, content);
    });
  } finally {
    wipe(content);
  }
}
