import { concat, fromHex, toHex, utf8 } from "../../crypto/bytes.js";
import { hkdfExpand } from "../../crypto/hash.js";
import type { Bytes32, Id } from "../bytes/id.js";

/** Bytes of an epoch's secret ES. */
export const EPOCH_SECRET_SIZE = 32;

/** The commitment that every reader compares: Expand(ES, "CXE1 commit" || epoch id, 32). */
export function commitmentOf(epochSecret: Uint8Array, epochId: Id): Bytes32 {
  return toHex(hkdfExpand(epochSecret, concat(utf8("CXE1 commit"), fromHex(epochId)), 32));
}

/** CK_0 = Expand(ES, "CXE1 chain" || epoch hash, 32). */
export function firstChainKey(epochSecret: Uint8Array, epochHash: Bytes32): Uint8Array {
  return hkdfExpand(epochSecret, concat(utf8("CXE1 chain"), fromHex(epochHash)), 32);
}
