export type { ClientStore, StoreTransaction } from "./clientStore.js";
export { DeviceStoreError, type DeviceStoreErrorCode } from "./deviceStoreError.js";
export { openIndexedDbStore } from "./indexedDbStore.js";
export { createMemoryStore } from "./memoryStore.js";
