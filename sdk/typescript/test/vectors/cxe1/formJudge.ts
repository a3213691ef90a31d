import { EpochView } from "../../../src/cxe1/epochs/epochView.js";
import { Approval } from "../../../src/cxe1/consent/approval.js";
import { ConnectionTerms } from "../../../src/cxe1/consent/connectionTerms.js";
import { DeliveredMessage } from "../../../src/cxe1/consent/deliveredMessage.js";
import { OwnerNote } from "../../../src/cxe1/consent/ownerNote.js";
import { SealedNote } from "../../../src/cxe1/consent/sealedNote.js";
import { AgentCertificate } from "../../../src/cxe1/identity/agentCertificate.js";
import { ConnectProof } from "../../../src/cxe1/identity/connectProof.js";
import { DeviceCertificate } from "../../../src/cxe1/identity/deviceCertificate.js";
import { DeviceList } from "../../../src/cxe1/identity/deviceList.js";
import { Prekey } from "../../../src/cxe1/identity/prekey.js";
import { Rotation } from "../../../src/cxe1/identity/rotation.js";
import type { SignedRecord } from "../../../src/cxe1/identity/signedRecord.js";
import { ViewerCertificate } from "../../../src/cxe1/identity/viewerCertificate.js";
import { Bucket, ciphertextSize } from "../../../src/cxe1/messages/bucket.js";
import { readContent } from "../../../src/cxe1/messages/contentCodec.js";
import { EnvelopeView } from "../../../src/cxe1/messages/envelopeView.js";
import { Nack } from "../../../src/cxe1/messages/nack.js";
import { unpad } from "../../../src/cxe1/messages/padding.js";
import { readOwnerVault } from "../../../src/cxe1/owner/ownerVault.js";
import { Rewrap } from "../../../src/cxe1/owner/rewrap.js";
import type { Result } from "../../../src/cxe1/bytes/result.js";

/** "ok" or the name of the refusal, and the hash of what was read. */
export interface FormVerdict {
  readonly v: string;
  readonly hash?: string;
}

type Parse = (bytes: Uint8Array) => Result<SignedRecord>;

const RECORDS: Readonly<Record<string, Parse>> = {
  "agent-certificate": AgentCertificate.parse,
  "device-certificate": DeviceCertificate.parse,
  "device-list": DeviceList.parse,
  "viewer-certificate": ViewerCertificate.parse,
  prekey: Prekey.parse,
  rotation: Rotation.parse,
  terms: ConnectionTerms.parse,
  approval: Approval.parse,
  "owner-note": OwnerNote.parse,
  nack: Nack.parse,
  connect: ConnectProof.parse,
};

const UNSIGNED: Readonly<Record<string, (bytes: Uint8Array) => Result<unknown, string>>> = {
  "sealed-note": SealedNote.parse,
  "vault-content": readOwnerVault,
  body: readContent,
};

/** All kinds that can be judged. */
export const KINDS = [...Object.keys(RECORDS), ...Object.keys(UNSIGNED), "rewrap", "padded", "epoch", "envelope",
  "delivered"];

/** The verdict about bytes of a kind, as protocol/vectors/README.md says. */
export async function judgeForm(kind: string, bytes: Uint8Array, signer: string | undefined): Promise<FormVerdict> {
  const parse = RECORDS[kind];
  if (parse !== undefined) return judgeRecord(parse(bytes), signer);
  const read = UNSIGNED[kind];
  if (read !== undefined) {
    const result = read(bytes);
    return { v: result.ok ? "ok" : result.error };
  }
  switch (kind) {
    case "rewrap":
      return judgeRewrap(bytes, signer);
    case "padded":
      return { v: isPadded(bytes) ? "ok" : "PaddingNotCanonical" };
    case "epoch":
      return judgeEpoch(bytes, signer);
    case "envelope":
      return judgeEnvelope(EnvelopeView.parse(bytes), signer);
    case "delivered": {
      const parsed = DeliveredMessage.parse(bytes);
      return parsed.ok ? judgeEnvelope({ ok: true, value: parsed.value.envelope }, signer) : { v: parsed.error };
    }
    default:
      throw new Error(`Unknown kind ${kind}.`);
  }
}

async function judgeRecord(parsed: Result<SignedRecord>, signer: string | undefined): Promise<FormVerdict> {
  if (!parsed.ok) return { v: parsed.error };
  const isSigned = signer === undefined || await parsed.value.verifySignature(signer);
  return isSigned ? { v: "ok", hash: parsed.value.hash } : { v: "SignatureInvalid" };
}

async function judgeRewrap(bytes: Uint8Array, signer: string | undefined): Promise<FormVerdict> {
  const parsed = Rewrap.parse(bytes);
  const verdict = await judgeRecord(parsed, signer);
  if (verdict.v !== "ok" || !parsed.ok) return verdict;
  return parsed.value.wrapMatches() ? verdict : { v: "WrapInvalid" };
}

async function judgeEpoch(bytes: Uint8Array, signer: string | undefined): Promise<FormVerdict> {
  const parsed = EpochView.parse(bytes);
  if (!parsed.ok) return { v: parsed.error };
  const isSigned = signer === undefined || await parsed.value.verifySignature(signer);
  return isSigned ? { v: "ok", hash: parsed.value.epochHash } : { v: "SignatureInvalid" };
}

async function judgeEnvelope(
  parsed: Result<EnvelopeView, string>, signer: string | undefined): Promise<FormVerdict> {
  if (!parsed.ok) return { v: parsed.error };
  if (!parsed.value.ciphertextMatches()) return { v: "CiphertextMismatch" };
  const isSigned = signer === undefined || await parsed.value.verifySignature(signer);
  return isSigned ? { v: "ok", hash: parsed.value.hash } : { v: "SignatureInvalid" };
}

function isPadded(bytes: Uint8Array): boolean {
  for (let bucket = 0; bucket < Bucket.count; bucket++)
    if (bytes.length === ciphertextSize(bucket) - 16) return unpad(bytes, bucket) !== undefined;
  return false;
}
