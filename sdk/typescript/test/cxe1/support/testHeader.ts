import { categoryId } from "../../../src/cxe1/bytes/id.js";
import { type EnvelopeHeader, Origin, RequestedLevel, Taint } from "../../../src/cxe1/messages/envelopeHeader.js";
import { digest, id, START } from "./testKeys.js";

/** A header with every field set. */
export const HEADER: EnvelopeHeader = {
  envelopeId: id("envelope"),
  connection: id("connection"),
  senderAgent: id("sender"),
  senderDevice: id("device"),
  recipientAgent: id("recipient"),
  epochHash: digest("epoch"),
  index: 7,
  sequence: 42,
  category: categoryId("schedule"),
  termsVersion: 3,
  requested: RequestedLevel.ask,
  created: START,
  timeToLive: 3_600,
  rootId: id("root"),
  parentId: id("parent"),
  hop: 2,
  maxHops: 8,
  budget: 1_000,
  origin: Origin.model,
  taint: Taint.web | Taint.peer,
  previousHash: digest("previous"),
  bucket: 0,
};
