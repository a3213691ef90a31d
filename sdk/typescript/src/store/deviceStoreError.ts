import { ExchangeError } from "../errors.js";

/** Why a store cannot be used. */
export type DeviceStoreErrorCode =
  | "store-in-use" | "store-locked" | "store-damaged" | "store-newer" | "store-failed" | "store-closed";

/**
 * The device's store cannot be used: `store-in-use` (another process or page has it), `store-locked` (wrong key or
 * passphrase), `store-damaged` (not ours, or altered), `store-newer` (written by a later version), `store-failed` (the
 * medium), `store-closed`.
 */
export class DeviceStoreError extends ExchangeError {
  override readonly name: string = "DeviceStoreError";

  constructor(override readonly code: DeviceStoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(code, message, { retryable: code === "store-in-use", ...options });
  }
}
