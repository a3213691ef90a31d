import { Cxe1Limits } from "../cxe1/bytes/cxe1Limits.js";
import { nextId } from "../cxe1/bytes/id.js";
import { rawPublicKey } from "../cxe1/identity/agentIdentity.js";
import { ViewerCertificate } from "../cxe1/identity/viewerCertificate.js";
import type { VaultViewer } from "../cxe1/owner/ownerVault.js";
import { importAgreementKey, randomBytes, systemRandom, type AgreementKey, type SigningKey } from "../crypto/index.js";

/** A viewer lives 60 days, and a new one is made every 30: messages are wrapped for one that has a month to go. */
export const renewViewerAfter = 30 * Cxe1Limits.day;

/** Of how many viewers a vault keeps the keys. */
const maxViewers = 64;

/** Whether a new viewer is to be made in the place of this one. */
export function isViewerDue(
  newest: { readonly notBefore: number } | undefined, now: number, after: number,
): boolean {
  return newest === undefined || newest.notBefore + after <= now;
}

/** A new viewer key. */
export function newViewer(now: number): VaultViewer {
  // An hour back, for peers whose clocks are behind.
  const notBefore = now - Cxe1Limits.hour;
  return {
    viewer: nextId(systemRandom), ovk: randomBytes(32), notBefore, notAfter: notBefore + Cxe1Limits.viewerLife,
  };
}

/** The owner's certificate for a viewer: the same bytes each time. */
export async function certify(
  oik: SigningKey, { viewer, ovk, notBefore, notAfter }: VaultViewer,
): Promise<ViewerCertificate> {
  return ViewerCertificate.issue(oik, viewer, rawPublicKey(await importAgreementKey(ovk)), notBefore, notAfter);
}

/** What the server publishes as the owner's viewers and the owner has signed, oldest first. */
export async function genuine(oik: SigningKey, published: readonly Uint8Array[]): Promise<ViewerCertificate[]> {
  const owner = rawPublicKey(oik);
  const certificates: ViewerCertificate[] = [];
  for (const bytes of published) {
    const read = ViewerCertificate.parse(bytes);
    if (read.ok && await read.value.verifySignature(owner)) certificates.push(read.value);
  }
  return certificates;
}

/** The viewers of two copies of a vault, the newest last. */
export function mergeViewers(left: readonly VaultViewer[], right: readonly VaultViewer[]): VaultViewer[] {
  const all = new Map([...left, ...right].map((one) => [one.viewer, one]));
  return [...all.values()].sort((one, other) => one.notBefore - other.notBefore).slice(-maxViewers);
}

/** The private halves of all viewers that are kept. */
export function viewerKeys(viewers: readonly VaultViewer[]): Promise<AgreementKey[]> {
  return Promise.all(viewers.map(({ ovk }) => importAgreementKey(ovk)));
}
