import { Cxe1Limits } from "../bytes/cxe1Limits.js";

/**
 * The offsets of the envelope's table in docs/protocol/cxe1.md. Envelope = header || signature || ciphertext || tag.
 */
export const EnvelopeLayout = {
  version: 0,
  suite: 1,
  type: 3,
  envelopeId: 4,
  connection: 20,
  senderAgent: 36,
  senderDevice: 52,
  recipientAgent: 68,
  epochHash: 84,
  index: 116,
  sequence: 120,
  category: 128,
  termsVersion: 144,
  requested: 148,
  created: 149,
  timeToLive: 157,
  rootId: 161,
  parentId: 177,
  hop: 193,
  maxHops: 194,
  budget: 195,
  origin: 199,
  taint: 200,
  previousHash: 202,
  logSize: 234,
  logRoot: 242,
  guard: 274,
  bucket: 290,
  ciphertextHash: 291,
  headerSize: 323,
  /** H0: the header without its last field. */
  h0Size: 291,
  guardSize: 16,
  signature: 323,
  ciphertext: 323 + Cxe1Limits.signatureSize,
  tagSize: 16,
  /** The one envelope type of this version. */
  messageType: 1,
} as const;
