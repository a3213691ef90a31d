export type { DeviceRow, DeviceStore, DeviceStoreErrorCode, DeviceTransaction } from "./deviceStore.js";
export { DeviceStoreError } from "./deviceStoreError.js";
export { openIndexedDbStore } from "./indexedDbStore.js";
export { createMemoryStore } from "./memoryStore.js";
