import { sha512 } from "@noble/hashes/sha2.js";
import { concat, fromHex } from "../../crypto/bytes.js";
import type { AgentIdentity } from "../identity/agentIdentity.js";

const ROUNDS = 5_200;
const VERSION = Uint8Array.of(0x00, 0x01);

/**
 * The number that the owners of two agents compare over another channel: 60 digits, the same on both sides.
 * docs/protocol/cxe1.md, section 6.7. Takes some ten milliseconds.
 */
export function safetyNumber(one: AgentIdentity, other: AgentIdentity): string {
  const [first, second] = [digitsOf(one), digitsOf(other)];
  return first < second ? first + second : second + first;
}

/** A safety number as it is shown: twelve groups of five digits. */
export function showSafetyNumber(digits: string): string {
  return (digits.match(/.{5}/g) ?? []).join(" ");
}

/** A safety number as the text of a QR code. */
export function safetyNumberCode(digits: string): string {
  return `CXE1:${digits}`;
}

function digitsOf({ agent, aik, oik }: AgentIdentity): string {
  const keys = concat(fromHex(aik), fromHex(oik));
  let hash: Uint8Array = sha512(concat(VERSION, fromHex(agent), keys));
  for (let i = 1; i <= ROUNDS; i++) hash = sha512(concat(hash, keys));
  const view = new DataView(hash.buffer, hash.byteOffset, 30);
  let digits = "";
  for (let offset = 0; offset < 30; offset += 5) {
    const number = view.getUint8(offset) * 0x1_0000_0000 + view.getUint32(offset + 1);
    digits += (number % 100_000).toString().padStart(5, "0");
  }
  return digits;
}
