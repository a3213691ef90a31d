// What the page of the browser tests can do. Bundled for the browser, called from Node.
import { fromHex, toHex, utf8, verifyEd25519, verifyEd25519Sync } from "../../src/crypto/index.js";
import { hasCurve } from "../../src/crypto/subtle.js";
import { generateSigningKey } from "../../src/crypto/ed25519.js";
import { DeviceTable } from "../../src/cxe1/device/deviceStore.js";
import { DeviceKeys } from "../../src/cxe1/device/deviceKeys.js";
import { MemoryDeviceStore } from "../cxe1/support/memoryDeviceStore.js";
import { TestConversation } from "../cxe1/support/testConversation.js";

export interface Signed {
  readonly key: string;
  readonly message: string;
  readonly signature: string;
}

/** Both verdicts about each case: the platform's, and without it. */
export async function verifyAll(cases: readonly Signed[]): Promise<(readonly [boolean, boolean])[]> {
  const verdicts: (readonly [boolean, boolean])[] = [];
  for (const { key, message, signature } of cases) {
    const parts = [fromHex(key), utf8(message), fromHex(signature)] as const;
    verdicts.push([await verifyEd25519(...parts), verifyEd25519Sync(...parts)]);
  }
  return verdicts;
}

/** Which curves the platform has. */
export async function curves(): Promise<readonly boolean[]> {
  return [await hasCurve("Ed25519"), await hasCurve("X25519")];
}

/** A message and its answer, in the browser alone; returns the texts that arrived. */
export async function converse(): Promise<string[]> {
  const talk = await TestConversation.create();
  const first = await talk.receive(talk.b, await talk.send(talk.a, "question", talk.b));
  const second = await talk.receive(talk.a, await talk.send(talk.b, "answer", talk.a));
  return [first, second].map((outcome) => outcome.message?.content.text ?? outcome.error);
}

/** A device whose signing key no script can read: its row, and whether it signs. */
export async function hiddenKey(): Promise<{ row: string; isSigned: boolean; loads: boolean }> {
  const store = new MemoryDeviceStore();
  const dsk = await generateSigningKey();
  const keys = await DeviceKeys.createWith(store, "00112233445566778899aabbccddeeff", dsk);
  const message = utf8("message");
  const isSigned = await verifyEd25519(keys.dsk.publicKey, message, await keys.dsk.sign(message));
  const loaded = await DeviceKeys.load(store, dsk);
  const row = store.rows(DeviceTable.identity)[0];
  return { row: toHex(row?.value ?? new Uint8Array()), isSigned, loads: loaded?.device === keys.device };
}
