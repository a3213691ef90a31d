import { sha512 } from "@noble/hashes/sha2.js";
import type { AgentIdentity } from "../cxe1/identity/agentIdentity.js";
import { concat, fromHex } from "../crypto/index.js";

const rounds = 5_200;

/**
 * Sixty digits in twelve groups that both owners see alike exactly if nobody stands between them (CXE1, 6.7). They compare
 * them by another way than this server.
 */
export function safetyNumber(one: AgentIdentity, other: AgentIdentity): string {
  return digitsOf(one, other).replace(/(.{5})(?=.)/g, "$1 ");
}

/** What a QR code of a safety number says. */
export function safetyQrText(one: AgentIdentity, other: AgentIdentity): string {
  return `CXE1:${digitsOf(one, other)}`;
}

/** Whether a number that a person typed, or a scanned text, is this one. White space does not count. */
export function isSafetyNumber(given: string, one: AgentIdentity, other: AgentIdentity): boolean {
  return given.replaceAll(/\s/g, "").replace(/^CXE1:/, "") === digitsOf(one, other);
}

function digitsOf(one: AgentIdentity, other: AgentIdentity): string {
  return [sideOf(one), sideOf(other)].sort().join("");
}

function sideOf({ agent, aik, oik }: AgentIdentity): string {
  const keys = concat(fromHex(aik), fromHex(oik));
  let hash = sha512(concat(Uint8Array.of(0, 1), fromHex(agent), keys));
  for (let round = 0; round < rounds; round++) hash = sha512(concat(hash, keys));
  let digits = "";
  for (let group = 0; group < 6; group++) {
    let number = 0;
    for (const byte of hash.subarray(group * 5, group * 5 + 5)) number = number * 256 + byte;
    digits += (number % 100_000).toString().padStart(5, "0");
  }
  return digits;
}
