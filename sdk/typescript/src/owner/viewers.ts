import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { nextId } from "../cxe1/bytes/id.js";
import { rawPublicKey } from "../cxe1/identity/agentIdentity.js";
import { ViewerCertificate } from "../cxe1/identity/viewerCertificate.js";
import type { VaultViewer } from "../cxe1/owner/ownerVault.js";
import { importAgreementKey, randomBytes, systemRandom, type AgreementKey, type SigningKey } from "../crypto/index.js";

/** A viewer lives 60 days, and a new one is made every 30: messages are wrapped for one that has a month to go. */
const renewAfter = 30 * Cxe1Limits.day;

/** Whether a new viewer key is to be made. */
export function isViewerDue(viewers: readonly VaultViewer[], now: number): boolean {
  const newest = viewers.at(-1);
  return newest === undefined || newest.notBefore + renewAfter <= now;
}

/** A new viewer key and the owner's certificate for it. */
export async function newViewer(
  oik: SigningKey, now: number,
): Promise<{ readonly viewer: VaultViewer; readonly certificate: ViewerCertificate }> {
  const ovk = randomBytes(32);
  const id = nextId(systemRandom);
  // An hour back, for peers whose clocks are behind.
  const notBefore = now - Cxe1Limits.hour;
  const notAfter = notBefore + Cxe1Limits.viewerLife;
  const key = await importAgreementKey(ovk);
  const certificate = await ViewerCertificate.issue(oik, id, rawPublicKey(key), notBefore, notAfter);
  return { viewer: { viewer: id, ovk, notBefore, notAfter }, certificate };
}

/** The private halves of all viewers that are kept. */
export function viewerKeys(viewers: readonly VaultViewer[]): Promise<AgreementKey[]> {
  return Promise.all(viewers.map(({ ovk }) => importAgreementKey(ovk)));
}
