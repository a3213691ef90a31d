import { ConnectProof } from "../cxe1/identity/connectProof.js";
import { toHex, type SigningKey } from "../crypto/index.js";
import type { Challenge } from "../rest/models.js";
import type { Proof } from "../rest/ownersApi.js";
import type { Id } from "../wire/id.js";

const signatureSize = 64;

/** The signature of CXE1's `connect` record over a server's nonce. */
export async function prove(
  key: SigningKey, server: string, subject: Id, device: Id, nonce: Uint8Array, expiry: number,
): Promise<Uint8Array> {
  const origin = ConnectProof.hashOfOrigin(server);
  const record = await ConnectProof.issue(key, origin, subject, device, toHex(nonce), expiry);
  return record.bytes.slice(-signatureSize);
}

/**
 * Answers a challenge. Its own end, a little earlier, is by the server's clock, so that a wrong clock here does not
 * matter.
 */
export async function answer(
  key: SigningKey, server: string, subject: Id, device: Id, challenge: Challenge,
): Promise<Proof> {
  const expiry = challenge.expiresAt - 5_000;
  const signature = await prove(key, server, subject, device, challenge.nonce, expiry);
  return { nonce: challenge.nonce, expiry, signature };
}
