import { concat, fromHex, utf8 } from "../../crypto/bytes.js";
import { openBase, sealBase } from "../../crypto/hpke.js";
import type { FillRandom } from "../../crypto/random.js";
import type { AgreementKey } from "../../crypto/x25519.js";
import type { Bytes32 } from "../bytes/id.js";
import { SUITE } from "../bytes/suite.js";
import { ENCAPSULATION_SIZE } from "./epochLayout.js";
import { EPOCH_SECRET_SIZE } from "./epochSecrets.js";

/**
 * One reader's copy of the epoch secret, enc || ct: HPKE base mode, bound to the whole header by `info` and to the
 * reader's own entry by the associated data.
 * @returns Undefined if nobody can wrap for the key, because it is of small order.
 */
export async function sealWrap(
  publicKey: Bytes32,
  headerHash: Bytes32,
  entry: Uint8Array,
  epochSecret: Uint8Array,
  random: FillRandom): Promise<Uint8Array | undefined> {
  const sealed = await sealBase(fromHex(publicKey), infoOf(headerHash), entry, epochSecret, random);
  return sealed === undefined ? undefined : concat(sealed.encapsulation, sealed.ciphertext);
}

/** The 32 bytes of ES; undefined if the wrap does not open to them. */
export async function openWrap(
  key: AgreementKey, headerHash: Bytes32, entry: Uint8Array, wrap: Uint8Array): Promise<Uint8Array | undefined> {
  const secret = await openBase(
    key, wrap.subarray(0, ENCAPSULATION_SIZE), infoOf(headerHash), entry, wrap.subarray(ENCAPSULATION_SIZE));
  return secret?.length === EPOCH_SECRET_SIZE ? secret : undefined;
}

function infoOf(headerHash: Bytes32): Uint8Array {
  return concat(utf8("CXE1 wrap"), Uint8Array.of(SUITE >>> 8, SUITE & 0xff), fromHex(headerHash));
}
