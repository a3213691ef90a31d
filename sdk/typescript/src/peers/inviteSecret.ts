import { concat, hkdfExpand, hkdfExtract, utf8 } from "../crypto/index.js";
import { numberKey } from "../live/clientTables.js";

const size = 32;

/**
 * The secret of an invite link: HKDF-SHA256(AIK seed, info = "cex invite secret" || created 8), exchange-v1, section 6.
 * So whoever has the agent's key can check who accepted, also where the invite was not made.
 * @param agentSeed The seed of the agent's identity key, 32 bytes.
 * @param offerCreated The offer's time, Unix milliseconds; each offer of an agent has its own.
 */
export function inviteSecretOf(agentSeed: Uint8Array, offerCreated: number): Uint8Array {
  const info = concat(utf8("cex invite secret"), numberKey(offerCreated));
  return hkdfExpand(hkdfExtract(agentSeed, new Uint8Array(0)), info, size);
}
