import { concat, fromHex } from "../../crypto/bytes.js";
import { type Bytes32, sha256Of } from "./id.js";

/** The suite that this version can use, DHKEM(X25519, HKDF-SHA256), ChaCha20-Poly1305, Ed25519; others are refused. */
export const SUITE = 0x0001;

/** The id of a public key for wrapping: SHA-256(suite || public key). */
export function keyIdOf(publicKey: Bytes32): Bytes32 {
  return sha256Of(concat(Uint8Array.of(SUITE >>> 8, SUITE & 0xff), fromHex(publicKey)));
}
