import type { Entry } from "@contextexchange/sdk";
import type { DeliveredMessage } from "@contextexchange/sdk/cxe1";
import { expect, test } from "vitest";
import { labelsOf } from "../../src/inbox/labels.js";

const isLast = (hop: number, maxHops: number, budget: number): boolean => labelsOf({
  hash: "", entry: { at: 0, body: new Uint8Array() } as unknown as Entry,
  delivered: {
    envelope: { fields: { senderAgent: "", category: 0, origin: 0, taint: 0, hop, maxHops, budget } }, approvals: [],
  } as unknown as DeliveredMessage,
}, []).isLast;

test("a conversation ends with the message that nobody may answer, and not with a first one", () => {
  expect(isLast(31, 32, 9)).toBe(false);
  expect(isLast(32, 32, 9)).toBe(true);
  expect(isLast(3, 32, 0)).toBe(true);
  expect(isLast(0, 0, 9)).toBe(false);
});
